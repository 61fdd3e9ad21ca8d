package org.sealmesh.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.origin.ConversationKey;

/// What a browser does with an envelope, in Java: for tests, load generators and clients that are
/// no browsers (docs/PROTOCOL.md §3). The origin itself opens nothing.
///
/// Belongs to one thread.
public final class EnvelopeOpener {
  private static final int TAG_BITS = Envelope.TAG_BYTES * 8;
  private static final int CIPHERTEXT_AT = Envelope.HEADER_BYTES + Envelope.NONCE_BYTES;

  private final List<Ed25519PublicKeyParameters> signers;
  private final Cipher cipher = EnvelopeSealer.aesGcm();
  private final EnvelopeSignature signature = new EnvelopeSignature();

  /// @param signers whom to believe
  public EnvelopeOpener(Collection<Signer> signers) {
    this.signers =
        signers.stream().map(signer -> new Ed25519PublicKeyParameters(signer.key())).toList();
  }

  /// The outcome of [#open].
  public sealed interface Opening {}

  /// @param content JSON in UTF-8
  public record Opened(Envelope envelope, byte[] content) implements Opening {}

  public record Refused(Refusal why) implements Opening {}

  /// The first check that failed; none after it was made.
  public enum Refusal {
    /// No envelope of this version: version, type, length or a number out of range.
    MALFORMED,
    /// Another timeline or conversation than the one expected.
    UNKNOWN_CONVERSATION,
    /// Not signed by a known signer.
    FORGED,
    /// Signed, but it does not open under this key, or not to what its header says.
    UNOPENED
  }

  /// Checks in the protocol's order: form, addressee, signature, seal, content.
  ///
  /// @param key the conversation key of the envelope's epoch
  public Opening open(
      byte[] bytes, Timeline timeline, RoutingId conversation, ConversationKey key) {
    Envelope envelope;
    try {
      envelope = Envelope.of(bytes);
    } catch (IllegalArgumentException malformed) {
      return new Refused(Refusal.MALFORMED);
    }
    if (!envelope.timeline().equals(timeline) || !envelope.conversation().equals(conversation)) {
      return new Refused(Refusal.UNKNOWN_CONVERSATION);
    }
    if (!signed(bytes)) {
      return new Refused(Refusal.FORGED);
    }
    try {
      byte[] content = decrypt(envelope, key);
      return fits(envelope, content)
          ? new Opened(envelope, content)
          : new Refused(Refusal.UNOPENED);
    } catch (GeneralSecurityException doesNotOpen) {
      return new Refused(Refusal.UNOPENED);
    }
  }

  private boolean signed(byte[] bytes) {
    byte[] message = signature.message(bytes);
    int at = bytes.length - Envelope.SIGNATURE_BYTES;
    for (Ed25519PublicKeyParameters signer : signers) {
      if (signer.verify(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, bytes, at)) {
        return true;
      }
    }
    return false;
  }

  private byte[] decrypt(Envelope envelope, ConversationKey key) throws GeneralSecurityException {
    byte[] bytes = envelope.bytes();
    cipher.init(
        Cipher.DECRYPT_MODE,
        Subkeys.ofOrigin(key, envelope.conversation(), envelope.type(), envelope.epoch()),
        new GCMParameterSpec(TAG_BITS, bytes, Envelope.HEADER_BYTES, Envelope.NONCE_BYTES));
    cipher.updateAAD(bytes, 0, Envelope.HEADER_BYTES);
    int length = bytes.length - CIPHERTEXT_AT - Envelope.SIGNATURE_BYTES;
    return cipher.doFinal(bytes, CIPHERTEXT_AT, length);
  }

  private static boolean fits(Envelope envelope, byte[] content) {
    try {
      JsonNode json = Wire.json().mapper().readTree(content);
      return json.isObject()
          && switch (envelope.type()) {
            case EVENT -> {
              JsonNode seq = json.path("seq");
              yield seq.isIntegralNumber()
                  && seq.canConvertToLong()
                  && seq.longValue() == envelope.seq().value();
            }
            case POINTER -> true;
          };
    } catch (IOException notJson) {
      return false;
    }
  }
}
