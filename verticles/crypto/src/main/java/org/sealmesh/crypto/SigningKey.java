package org.sealmesh.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.sealmesh.mesh.token.Signer;

/// The private half of a signing key of the origin (Ed25519, RFC 8032). Safe for use by several
/// threads.
///
/// BouncyCastle's lightweight implementation: it signs about ten times as fast as the JDK's.
public final class SigningKey {
  public static final int SEED_BYTES = 32;

  private final Ed25519PrivateKeyParameters key;
  private final Signer signer;

  private SigningKey(byte[] seed) {
    key = new Ed25519PrivateKeyParameters(seed);
    signer = Signer.of(key.generatePublicKey().getEncoded());
  }

  /// @throws IllegalArgumentException if the seed has not 32 bytes
  public static SigningKey ofSeed(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
    }
    return new SigningKey(seed);
  }

  static SigningKey random(SecureRandom random) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return new SigningKey(seed);
  }

  /// The public half.
  public Signer signer() {
    return signer;
  }

  /// Signs the whole message (not a hash of it); 64 bytes.
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    sign(message, signature, 0);
    return signature;
  }

  void sign(byte[] message, byte[] into, int offset) {
    key.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, into, offset);
  }

  /// In an array of the caller's own.
  byte[] seed() {
    return key.getEncoded();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningKey s && MessageDigest.isEqual(seed(), s.seed());
  }

  @Override
  public int hashCode() {
    return signer.hashCode();
  }

  @Override
  public String toString() {
    return "SigningKey(…)";
  }
}
