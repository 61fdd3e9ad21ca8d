package org.sealmesh.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;

/// Seals content into envelopes and signs them (docs/PROTOCOL.md §3).
///
/// Belongs to one thread: its cipher is made once and used for every envelope, which is several
/// times cheaper than one each.
public final class EnvelopeSealer {
  /// The longest content that an envelope holds.
  public static final int CONTENT_BYTES_MAX = Limits.ENVELOPE_BYTES_MAX - Envelope.BYTES_MIN;

  private static final int TAG_BITS = Envelope.TAG_BYTES * 8;
  private static final int CIPHERTEXT_AT = Envelope.HEADER_BYTES + Envelope.NONCE_BYTES;

  private final SigningKey signingKey;
  private final SecureRandom random;
  private final Cipher cipher = aesGcm();
  private final EnvelopeSignature signature = new EnvelopeSignature();

  public EnvelopeSealer(SigningKey signingKey, SecureRandom random) {
    this.signingKey = signingKey;
    this.random = random;
  }

  /// Seals under a nonce drawn at random: an event may be sealed again with other content under the
  /// same seq, so nothing in the header could serve as one.
  ///
  /// @param subkey of the conversation key of `epoch`, for the type, see [Subkeys]
  /// @param content at most [#CONTENT_BYTES_MAX]
  public Envelope seal(
      SecretKey subkey,
      Timeline timeline,
      RoutingId conversation,
      Seq seq,
      Epoch epoch,
      Envelope.Type type,
      byte[] content) {
    byte[] nonce = new byte[Envelope.NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] header = Envelope.header(timeline, conversation, seq, epoch, type);
    return seal(subkey, header, nonce, content);
  }

  /// For test vectors, whose nonces are given.
  Envelope seal(SecretKey subkey, byte[] header, byte[] nonce, byte[] content) {
    if (content.length > CONTENT_BYTES_MAX) {
      throw new IllegalArgumentException("the content is too long for an envelope");
    }
    byte[] envelope = new byte[Envelope.BYTES_MIN + content.length];
    System.arraycopy(header, 0, envelope, 0, header.length);
    System.arraycopy(nonce, 0, envelope, header.length, nonce.length);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, subkey, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(header);
      cipher.doFinal(content, 0, content.length, envelope, CIPHERTEXT_AT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to seal", e);
    }
    byte[] signed = signature.message(envelope);
    signingKey.sign(signed, envelope, envelope.length - Envelope.SIGNATURE_BYTES);
    return Envelope.of(envelope);
  }

  static Cipher aesGcm() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }
}
