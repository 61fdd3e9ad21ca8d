package org.sealmesh.gateway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.gateway.MediaConfig;
import org.sealmesh.gateway.resource.MediaTokens.MediaToken;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.persistence.Change.MediaServer;

class MediaTokensTest {
  private static final String SECRET = "a secret that janus has too";
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.999Z");
  private static final CallId CALL = new CallId(new UUID(10, 1));

  private static MediaTokens tokens(Duration lifetime) {
    return new MediaTokens(new MediaConfig(Optional.of(new Secret(SECRET)), lifetime));
  }

  @Test
  void isWhatJanusWorksOut() {
    MediaTokens tokens = tokens(Duration.ofHours(2));
    assertThat(tokens.server()).isEqualTo(MediaServer.THERE);
    // Made with: printf %s "$data" | openssl dgst -sha1 -hmac "$secret" -binary | base64
    assertThat(tokens.issue(CALL, NOW).orElseThrow().text())
        .isEqualTo(
            "1893463200,janus,janus.plugin.videoroom:QuEkR+pemwhskFej+O6ehEkmbgM="
                + " 1893463200,janus.plugin.videoroom,room=AAAAAAAAAAoAAAAAAAAAAQ"
                + ":oMq1gK+f2wgVUFl75+fTUMgOp3o=");
  }

  @Test
  void isForOneRoomAndForItsLifetime() {
    MediaTokens tokens = tokens(Duration.ofMinutes(10));
    MediaToken one = tokens.issue(CALL, NOW).orElseThrow();
    MediaToken other = tokens.issue(new CallId(new UUID(10, 2)), NOW).orElseThrow();
    assertThat(one.text().split(" ")).hasSize(2);
    assertThat(other.text().split(" ")[0]).isEqualTo(one.text().split(" ")[0]);
    assertThat(other.text().split(" ")[1]).isNotEqualTo(one.text().split(" ")[1]);
    for (String token : one.text().split(" ")) {
      assertThat(token).startsWith((NOW.getEpochSecond() + 600) + ",");
    }
  }

  @Test
  void withoutAMediaServerThereIsNone() {
    MediaTokens tokens = new MediaTokens(MediaConfig.none());
    assertThat(tokens.server()).isEqualTo(MediaServer.NONE);
    assertThat(tokens.issue(CALL, NOW)).isEmpty();
  }

  @Test
  void doesNotPrintItself() {
    MediaToken token = tokens(Duration.ofHours(1)).issue(CALL, NOW).orElseThrow();
    assertThat(token.toString()).isEqualTo("MediaToken[…]");
  }
}
