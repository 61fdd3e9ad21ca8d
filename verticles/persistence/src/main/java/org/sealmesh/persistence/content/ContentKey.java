package org.sealmesh.persistence.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// One key of one conversation. Its file:
///
/// ```
/// offset  size  field
///      0     1  version 1
///      1     8  when it was made, in milliseconds since 1970
///      9    32  the key
/// ```
///
/// What is used are two keys that are derived from it, one for each purpose: HKDF-SHA256 (RFC 5869)
/// with the additional data `"sealmesh/1/body"` and `"sealmesh/1/request"`.
///
/// @param number the seq from which on it was used, and its name among the conversation's keys
/// @param sealing AES-256, for bodies
/// @param marking HMAC-SHA256, for the hashes by which repeated requests are known
record ContentKey(long number, Instant madeAt, SecretKey sealing, SecretKey marking) {
  private static final byte VERSION = 1;
  private static final int KEY_BYTES = 32;
  private static final int FILE_BYTES = 1 + Long.BYTES + KEY_BYTES;

  /// What a new one's file holds.
  static byte[] fresh(SecureRandom random, Instant now) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return ByteBuffer.allocate(FILE_BYTES)
        .put(VERSION)
        .putLong(now.toEpochMilli())
        .put(key)
        .array();
  }

  static ContentKey parse(long number, byte[] file) throws IOException {
    if (file.length != FILE_BYTES || file[0] != VERSION) {
      throw new IOException("a content key is damaged, or of a later version");
    }
    byte[] key = Arrays.copyOfRange(file, 1 + Long.BYTES, FILE_BYTES);
    return new ContentKey(
        number,
        Instant.ofEpochMilli(ByteBuffer.wrap(file).getLong(1)),
        derived(key, "AES", "sealmesh/1/body"),
        derived(key, "HmacSHA256", "sealmesh/1/request"));
  }

  private static SecretKey derived(byte[] key, String algorithm, String purpose) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              algorithm,
              HKDFParameterSpec.ofExtract()
                  .addIKM(key)
                  .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has HKDF-SHA256", e);
    }
  }
}
