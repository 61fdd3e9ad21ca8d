package org.sealmesh.gateway.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.gateway.GatewayConfig.CallConfig;
import org.sealmesh.gateway.MediaConfig;
import org.sealmesh.gateway.resource.IceServers.IceServer;
import org.sealmesh.gateway.resource.IceServers.IceTransportPolicy;
import org.sealmesh.gateway.signin.RandomBytes;

class IceServersTest {
  private static final String SECRET = "a secret that coturn has too";
  private static final List<String> STUN = List.of("stun:stun.example.org:3478");
  private static final List<String> TURN =
      List.of("turn:turn.example.org:3478?transport=udp", "turns:[2001:db8::1]:5349");
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private static IceServers servers(
      List<String> stun, List<String> turn, boolean relayOnly, RandomBytes random) {
    Optional<Secret> secret = turn.isEmpty() ? Optional.empty() : Optional.of(new Secret(SECRET));
    return new IceServers(
        new CallConfig(stun, turn, secret, Duration.ofHours(2), relayOnly, MediaConfig.none(), 10),
        random);
  }

  private static byte[] counted(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void aCredentialIsWhatCoturnWorksOut() {
    List<IceServer> issued = servers(STUN, TURN, false, IceServersTest::counted).issue(NOW);
    assertThat(issued.getFirst()).isEqualTo(new IceServer(STUN, null, null));
    IceServer turn = issued.getLast();
    assertThat(turn.urls()).isEqualTo(TURN);
    assertThat(turn.username()).isEqualTo("1893463200:AAECAwQFBgcICQoL");
    // Made with: printf %s "$username" | openssl dgst -sha1 -hmac "$secret" -binary | base64
    assertThat(turn.credential()).isEqualTo("HpqE8XRhcTropIj1wRTOCmOF6PY=");
  }

  @Test
  void eachIsNamedAtRandomAndEndsAfterItsLifetime() {
    IceServers servers = servers(List.of(), TURN, true, RandomBytes.secure());
    IceServer one = servers.issue(NOW).getFirst();
    IceServer other = servers.issue(NOW).getFirst();
    assertThat(one.username()).isNotEqualTo(other.username());
    for (IceServer issued : List.of(one, other)) {
      assertThat(issued.username())
          .matches(NOW.plus(Duration.ofHours(2)).getEpochSecond() + ":[A-Za-z0-9_-]{16}");
      assertThat(issued.credential()).isEqualTo(hmac(issued.username()));
    }
    assertThat(servers.policy()).isEqualTo(IceTransportPolicy.RELAY);
  }

  @Test
  void withoutServersThereAreNone() {
    IceServers servers = servers(List.of(), List.of(), false, RandomBytes.secure());
    assertThat(servers.issue(NOW)).isEmpty();
    assertThat(servers.policy()).isEqualTo(IceTransportPolicy.ALL);
  }

  @Test
  void printsNoCredential() {
    IceServer issued = servers(List.of(), TURN, false, RandomBytes.secure()).issue(NOW).getFirst();
    assertThat(issued.toString()).doesNotContain(issued.username(), issued.credential());
  }

  /// By the definition (RFC 2104), without the library's own.
  private static String hmac(String text) {
    byte[] key = Arrays.copyOf(SECRET.getBytes(UTF_8), 64);
    byte[] inner = sha1(padded(key, 0x36), text.getBytes(UTF_8));
    return Base64.getEncoder().encodeToString(sha1(padded(key, 0x5c), inner));
  }

  private static byte[] padded(byte[] key, int pad) {
    byte[] padded = new byte[key.length];
    for (int i = 0; i < key.length; i++) {
      padded[i] = (byte) (key[i] ^ pad);
    }
    return padded;
  }

  private static byte[] sha1(byte[] first, byte[] second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(first);
      return digest.digest(second);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
