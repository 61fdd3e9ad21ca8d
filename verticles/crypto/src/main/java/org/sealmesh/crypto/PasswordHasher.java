package org.sealmesh.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.sealmesh.origin.crypto.CryptoMessage.PasswordHash;
import org.sealmesh.origin.crypto.CryptoMessage.PasswordVerdict;

/// Hashes passwords with Argon2id (RFC 9106): 19 MiB, two passes, one lane.
///
/// One hash takes tens of milliseconds and 19 MiB: not for an event loop, and only as many at a
/// time as the machine has room for. Safe for use by several threads.
public final class PasswordHasher {
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int ITERATIONS = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final SecureRandom random;

  public PasswordHasher(SecureRandom random) {
    this.random = random;
  }

  /// Under a new random salt.
  public PasswordHash hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = argon2id(password, MEMORY_KIB, ITERATIONS, LANES, salt, HASH_BYTES);
    return new PasswordHash(new PhcString(MEMORY_KIB, ITERATIONS, LANES, salt, hash).text());
  }

  /// Compares in constant time, with the parameters that the hash was made with.
  ///
  /// @throws IllegalArgumentException if the hash is none
  public PasswordVerdict verify(String password, PasswordHash hash) {
    PhcString phc = PhcString.parse(hash.encoded());
    byte[] again =
        argon2id(
            password,
            phc.memoryKib(),
            phc.iterations(),
            phc.lanes(),
            phc.salt(),
            phc.hash().length);
    return MessageDigest.isEqual(again, phc.hash())
        ? PasswordVerdict.MATCHES
        : PasswordVerdict.DIFFERS;
  }

  private static byte[] argon2id(
      String password, int memoryKib, int iterations, int lanes, byte[] salt, int hashBytes) {
    Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
    argon2.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(iterations)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[hashBytes];
    // Keyboards compose the same letter differently; the user typed the same password.
    String composed = Normalizer.normalize(password, Normalizer.Form.NFC);
    argon2.generateBytes(composed.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
