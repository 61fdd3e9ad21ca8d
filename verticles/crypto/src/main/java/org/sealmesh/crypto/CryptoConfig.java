package org.sealmesh.crypto;

import java.nio.file.Path;

/// Every setting of the crypto verticle, its default and why.
///
/// @param keyFile the site's secrets, relative to the data folder; made at the first start. Back it
///   up apart from the database: without it, nothing in there opens again
/// @param sealsPerReservation seals that the database counts at once for one key. Each reservation
///   is a durable write; what is left of one at a restart is wasted, and a key has 2^31
/// @param keysCachedMax conversations and epochs whose subkeys are kept: about 500 bytes each, and
///   a write to the database for each that is forgotten and used again
/// @param passwordThreads passwords hashed at a time: each takes 19 MiB and a core for some 50 ms
/// @param passwordsWaitingMax passwords that may wait for that: with two threads, 64 wait for less
///   than two seconds, and more are refused at once
public record CryptoConfig(
    Path keyFile,
    int sealsPerReservation,
    int keysCachedMax,
    int passwordThreads,
    int passwordsWaitingMax) {
  public CryptoConfig {
    require(
        sealsPerReservation >= 1 && sealsPerReservation <= 1 << 20,
        "sealsPerReservation must be 1 … 1048576");
    require(keysCachedMax >= 1, "keysCachedMax must be 1 or more");
    require(passwordThreads >= 1 && passwordThreads <= 64, "passwordThreads must be 1 … 64");
    require(passwordsWaitingMax >= 0, "passwordsWaitingMax must not be negative");
  }

  public static CryptoConfig defaults() {
    return new CryptoConfig(Path.of("keys.json"), 4096, 20_000, 2, 64);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
