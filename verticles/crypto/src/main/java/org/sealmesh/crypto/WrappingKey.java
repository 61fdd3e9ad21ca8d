package org.sealmesh.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A key of the key file, under which conversation keys are wrapped (AES-256).
final class WrappingKey {
  static final int BYTES = 32;

  /// Enough to tell the few keys of a site apart; says nothing of the key.
  static final int ID_BYTES = 8;

  private static final byte[] ID_CONTEXT =
      "sealmesh/1/wrapping-key-id".getBytes(StandardCharsets.US_ASCII);

  private final byte[] key;
  private final byte[] id;

  private WrappingKey(byte[] key) {
    this.key = key;
    this.id = Arrays.copyOf(sha256(ID_CONTEXT, key), ID_BYTES);
  }

  /// @throws IllegalArgumentException if there are not exactly 32 bytes
  static WrappingKey of(byte[] key) {
    if (key.length != BYTES) {
      throw new IllegalArgumentException("a wrapping key has 32 bytes");
    }
    return new WrappingKey(key.clone());
  }

  static WrappingKey random(SecureRandom random) {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    return new WrappingKey(key);
  }

  byte[] id() {
    return id.clone();
  }

  boolean hasId(byte[] other) {
    return Arrays.equals(id, other);
  }

  byte[] bytes() {
    return key.clone();
  }

  SecretKey secretKey() {
    return new SecretKeySpec(key, "AES");
  }

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrappingKey w && MessageDigest.isEqual(key, w.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(id);
  }

  @Override
  public String toString() {
    return "WrappingKey(…)";
  }
}
