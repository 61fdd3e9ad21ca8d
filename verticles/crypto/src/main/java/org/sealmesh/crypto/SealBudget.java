package org.sealmesh.crypto;

/// How many more times one key may seal before the right to it must be reserved again.
///
/// The database counts the seals of a key in blocks, before they are made. What a crash leaves of a
/// block is never used: the count is too high then, never too low. Nonces are random, so a key must
/// not seal often enough for two of them to meet.
final class SealBudget {
  /// A million before the protocol's 2^31, so that what is committed under the old epoch until the
  /// new one holds still falls below.
  static final long TURN_AT = (1L << 31) - (1L << 20);

  /// Beyond this, two random nonces become likely enough to matter (NIST SP 800-38D, §8.3).
  static final long NEVER_BEYOND = 1L << 32;

  private long left;

  /// Uses one seal.
  ///
  /// @return false if there is none: reserve first
  boolean take() {
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }

  /// Adds what was reserved.
  ///
  /// @param reservedTotal with the key so far, `count` included
  /// @throws IllegalStateException if the key has sealed too much for any more
  Next add(int count, long reservedTotal) {
    if (reservedTotal > NEVER_BEYOND) {
      throw new IllegalStateException("this key has sealed 2^32 times and must not any more");
    }
    left += count;
    return reservedTotal >= TURN_AT ? Next.TURN_EPOCH : Next.GO_ON;
  }

  /// What is to be done about the key.
  enum Next {
    GO_ON,
    /// It seals on, and its epoch is to end.
    TURN_EPOCH
  }
}
