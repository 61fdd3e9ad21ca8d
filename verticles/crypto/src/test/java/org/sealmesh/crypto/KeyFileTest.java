package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  private static final String ANY_FINGERPRINT = "0123456789abcdef".repeat(4);

  private final KeyFile file = KeyFile.random(new SecureRandom());

  @Test
  void readsWhatItWrites() {
    assertThat(KeyFile.parse(file.text())).isEqualTo(file);

    KeyFile rotating =
        new KeyFile(
            List.of(WrappingKey.of(new byte[32]), file.wrapping().getFirst()),
            List.of(Sample.signingKey("origin"), file.signing().getFirst()),
            ANY_FINGERPRINT);
    assertThat(KeyFile.parse(rotating.text())).isEqualTo(rotating);
    assertThat(rotating.claims()).containsExactly(rotating.fingerprint(), ANY_FINGERPRINT);
  }

  /// Written down once, so that a later version is seen to read the files of this one.
  @Test
  void readsAFileOfTheFirstVersion() {
    KeyFile first =
        KeyFile.parse(
            Sample.utf8(
                """
                {
                  "format": "sealmesh-keys/1",
                  "wrapping": [
                    {"id": "3e78510dd3547bbe", "key": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}
                  ],
                  "signing": [
                    {"kid": "fvBSlJhPzoz8ov28tAuF4g", "seed": "t2KftYNQxMrGiDgIDo3yst1SJemjqRO_nuuuWnPN7sU"}
                  ]
                }
                """));

    assertThat(first.signers().getFirst()).isEqualTo(Sample.signingKey("origin").signer());
    assertThat(first.fingerprint())
        .isEqualTo("3bae08587ba1e767c5f723d515ade48b054677e94b4993e358bb0fa34edb999d");
  }

  @Test
  void hasAFingerprintOfTheKeysInUse() {
    WrappingKey wrapping = file.wrapping().getFirst();
    SigningKey signing = file.signing().getFirst();
    WrappingKey other = WrappingKey.of(new byte[32]);

    assertThat(file.fingerprint()).matches("[0-9a-f]{64}");
    assertThat(new KeyFile(List.of(wrapping, other), List.of(signing), null).fingerprint())
        .isEqualTo(file.fingerprint());
    assertThat(new KeyFile(List.of(other, wrapping), List.of(signing), null).fingerprint())
        .isNotEqualTo(file.fingerprint());
    assertThat(
            new KeyFile(List.of(wrapping), List.of(Sample.signingKey("origin")), null)
                .fingerprint())
        .isNotEqualTo(file.fingerprint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}",
        "{\"format\":\"sealmesh-keys/1\"}",
        "{\"format\":\"sealmesh-keys/1\",\"wrapping\":[],\"signing\":[]}",
        "{\"format\":\"sealmesh-keys/1\",\"wrapping\":null,\"signing\":null}",
        "{\"format\":\"sealmesh-keys/1\",\"wrapping\":[null],\"signing\":[null]}",
      })
  void refuses(String text) {
    refused(text);
  }

  @Test
  void refusesDamage() {
    String good = new String(file.text(), StandardCharsets.UTF_8);
    String key =
        Base64.getUrlEncoder().withoutPadding().encodeToString(file.wrapping().getFirst().bytes());
    String seed =
        Base64.getUrlEncoder().withoutPadding().encodeToString(file.signing().getFirst().seed());

    refused(good.substring(0, good.length() - 3));
    refused(good + good);
    refused(good.replace("keys/1", "keys/2"));
    refused(good.replace("\"format\"", "\"comment\":\"\",\"format\""));
    refused(good.replace(key, otherFirst(key)));
    refused(good.replace(seed, otherFirst(seed)));
    refused(good.replace(key, key.substring(4)));
    refused(good.replace("\"format\"", "\"replaces\":\"x\",\"format\""));
    refused("{" + " ".repeat(64 * 1024) + good.substring(1));
  }

  @Test
  void quotesNothingOfADamagedFile() {
    String good = new String(file.text(), StandardCharsets.UTF_8);
    String seed =
        Base64.getUrlEncoder().withoutPadding().encodeToString(file.signing().getFirst().seed());

    assertThatThrownBy(() -> KeyFile.parse(Sample.utf8(good.replace(seed, otherFirst(seed)))))
        .message()
        .doesNotContain(seed.substring(5));
    assertThat(file).hasToString("KeyFile(…)");
    assertThat(file.wrapping().getFirst()).hasToString("WrappingKey(…)");
    assertThat(file.signing().getFirst()).hasToString("SigningKey(…)");
  }

  @Test
  void refusesAKeyThatIsThereTwice() {
    WrappingKey key = WrappingKey.of(new byte[32]);

    assertThatThrownBy(() -> new KeyFile(List.of(key, key), file.signing(), null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String otherFirst(String base64) {
    return (base64.charAt(0) == 'A' ? 'B' : 'A') + base64.substring(1);
  }

  private static void refused(String text) {
    assertThatThrownBy(() -> KeyFile.parse(Sample.utf8(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
