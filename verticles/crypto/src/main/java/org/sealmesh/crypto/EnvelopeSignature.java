package org.sealmesh.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.sealmesh.mesh.Envelope;

/// What the origin signs of an envelope (docs/PROTOCOL.md §3). Belongs to one thread.
final class EnvelopeSignature {
  private static final byte[] CONTEXT = "sealmesh/1/envelope\0".getBytes(StandardCharsets.US_ASCII);
  private static final int SIGNED_HEADER_BYTES = Envelope.HEADER_BYTES + Envelope.NONCE_BYTES;
  private static final int HASH_BYTES = 32;

  private final MessageDigest sha256;

  EnvelopeSignature() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Context, header, nonce, and the hash of the ciphertext.
  ///
  /// @param envelope whole, whether its signature is there already or not
  byte[] message(byte[] envelope) {
    int ciphertextBytes = envelope.length - SIGNED_HEADER_BYTES - Envelope.SIGNATURE_BYTES;
    sha256.update(envelope, SIGNED_HEADER_BYTES, ciphertextBytes);
    byte[] hash = sha256.digest();
    byte[] message = new byte[CONTEXT.length + SIGNED_HEADER_BYTES + HASH_BYTES];
    System.arraycopy(CONTEXT, 0, message, 0, CONTEXT.length);
    System.arraycopy(envelope, 0, message, CONTEXT.length, SIGNED_HEADER_BYTES);
    System.arraycopy(hash, 0, message, CONTEXT.length + SIGNED_HEADER_BYTES, HASH_BYTES);
    return message;
  }
}
