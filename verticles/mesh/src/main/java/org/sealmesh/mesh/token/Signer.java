package org.sealmesh.mesh.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// The public half of a signing key of the origin (Ed25519, RFC 8032).
///
/// @param kid the first 16 bytes of the key's SHA-256, in base64url: names the key in JWT headers
/// @param key 32 bytes
public record Signer(@JsonProperty("kid") String kid, @JsonProperty("key") byte[] key) {
  public static final int KEY_BYTES = 32;

  @JsonCreator
  public Signer {
    key = key.clone();
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("an Ed25519 public key has 32 bytes");
    }
    if (!kid.equals(kidOf(key))) {
      throw new IllegalArgumentException("the kid does not belong to the key");
    }
  }

  public static Signer of(byte[] key) {
    return new Signer(kidOf(key), key);
  }

  private static String kidOf(byte[] key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signer s && Arrays.equals(key, s.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }
}
