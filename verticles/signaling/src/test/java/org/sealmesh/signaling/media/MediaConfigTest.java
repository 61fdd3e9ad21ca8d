package org.sealmesh.signaling.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.bus.Secret;

class MediaConfigTest {
  private static final Optional<Secret> KEY = Optional.of(new Secret("a key of sixteen letters"));

  private static MediaConfig of(List<String> servers, Optional<Secret> key) {
    MediaConfig usual = MediaConfig.DEFAULTS;
    return new MediaConfig(
        servers,
        key,
        usual.participantsMax(),
        usual.requestsMax(),
        usual.outstandingMax(),
        usual.answerWithin(),
        usual.lostAfter(),
        usual.pingEvery(),
        usual.keepAliveEvery(),
        usual.backOffMax());
  }

  @Test
  void namesMediaServers() {
    assertThat(of(List.of("a.1=ws://10.0.0.5:8188", "b=wss://media.example/janus"), KEY).read())
        .containsExactly(
            new MediaConfig.Server("a.1", URI.create("ws://10.0.0.5:8188")),
            new MediaConfig.Server("b", URI.create("wss://media.example/janus")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ws://host",
        "=ws://host",
        "a b=ws://host",
        "a=http://host",
        "a=ws://",
        "a=ws://u:p@host",
        "a=ws:// "
      })
  void refusesWhatIsNone(String server) {
    assertThatThrownBy(() -> of(List.of(server), KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("media.servers");
  }

  @Test
  void wantsANameForEachAndAKey() {
    assertThatThrownBy(() -> of(List.of("a=ws://x:1", "a=ws://y:1"), KEY))
        .hasMessageContaining("media.servers");
    assertThatThrownBy(() -> of(List.of("a=ws://x:1"), Optional.empty()))
        .hasMessageContaining("media.adminKeyFile");
    assertThatThrownBy(() -> of(List.of(), Optional.of(new Secret("short"))))
        .hasMessageContaining("media.adminKeyFile");
    assertThat(of(List.of("a=ws://x:1"), KEY).toString()).doesNotContain("sixteen");
  }
}
