package org.sealmesh.mesh.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/// 32 bytes that stand for one connection and for no other: drawn at random, or derived from its
/// TLS secrets.
///
/// Comparing takes the same time wherever two of them differ. Printing shows no value.
public final class Fresh {
  public static final int BYTES = 32;

  private final byte[] bytes;

  /// @throws IllegalArgumentException if there are not exactly 32 bytes
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Fresh(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a nonce or a binding has 32 bytes");
    }
    this.bytes = bytes.clone();
  }

  /// Bytes that nobody can foresee.
  public static Fresh drawnFrom(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Fresh(bytes);
  }

  @JsonValue
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fresh f && MessageDigest.isEqual(bytes, f.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Fresh(…)";
  }
}
