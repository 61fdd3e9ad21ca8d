package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationKey;

class EnvelopeSealerTest {
  private static final byte[] CONTENT =
      Sample.utf8("{\"type\":\"tombstone\",\"seq\":7,\"at\":1893456000000}");

  private final Timeline timeline = Sample.timeline("site");
  private final RoutingId rid = Sample.rid("conversation");
  private final ConversationKey key = Sample.key("epoch 1");
  private final SecretKey subkey = Subkeys.ofOrigin(key, rid, Envelope.Type.EVENT, Epoch.FIRST);
  private final SigningKey signingKey = Sample.signingKey("origin");
  private final EnvelopeSealer sealer = new EnvelopeSealer(signingKey, new SecureRandom());
  private final EnvelopeOpener opener = new EnvelopeOpener(List.of(signingKey.signer()));

  @Test
  void sealsWhatOpensAgain() {
    Envelope envelope = seal(7, CONTENT);

    assertThat(open(envelope.bytes()))
        .isInstanceOfSatisfying(
            EnvelopeOpener.Opened.class,
            opened -> {
              assertThat(opened.content()).isEqualTo(CONTENT);
              assertThat(opened.envelope().seq()).isEqualTo(new Seq(7));
            });
  }

  @Test
  void refusesEveryFlippedBit() {
    byte[] good = seal(7, CONTENT).bytes();
    assertThat(open(good)).isInstanceOf(EnvelopeOpener.Opened.class);

    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(open(flipped)).as("bit %d", bit).isInstanceOf(EnvelopeOpener.Refused.class);
    }
  }

  @Test
  void refusesEveryTruncation() {
    byte[] good = seal(7, CONTENT).bytes();

    for (int length = 0; length < good.length; length++) {
      assertThat(open(Arrays.copyOf(good, length)))
          .as("%d bytes", length)
          .isInstanceOf(EnvelopeOpener.Refused.class);
    }
  }

  @Test
  void drawsAnotherNonceForTheSameEvent() {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = seal(7, CONTENT).bytes();
      nonces.add(Sample.base64(Arrays.copyOfRange(bytes, 46, 58)));
    }

    assertThat(nonces).hasSize(1_000);
  }

  @Test
  void fillsAnEnvelopeToItsLimitAndNotBeyond() {
    byte[] longest = new byte[EnvelopeSealer.CONTENT_BYTES_MAX];

    assertThat(seal(7, longest).length()).isEqualTo(Limits.ENVELOPE_BYTES_MAX);
    assertThatThrownBy(() -> seal(7, new byte[longest.length + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsPurposesEpochsAndConversationsApart() {
    Set<String> subkeys = new HashSet<>();
    for (RoutingId conversation : List.of(rid, Sample.rid("other"))) {
      for (Epoch epoch : List.of(Epoch.FIRST, Epoch.FIRST.next())) {
        for (Envelope.Type type : Envelope.Type.values()) {
          SecretKey derived = Subkeys.ofOrigin(key, conversation, type, epoch);
          subkeys.add(Sample.base64(derived.getEncoded()));
        }
      }
    }

    assertThat(subkeys).hasSize(8);
  }

  private Envelope seal(long seq, byte[] content) {
    return sealer.seal(
        subkey, timeline, rid, new Seq(seq), Epoch.FIRST, Envelope.Type.EVENT, content);
  }

  private EnvelopeOpener.Opening open(byte[] envelope) {
    return opener.open(envelope, timeline, rid, key);
  }
}
