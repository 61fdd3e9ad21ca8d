package org.sealmesh.uplink.state;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToLongFunction;

/// Chooses one of several for a key, the same one for as long as it is among them: when one goes,
/// only its keys move, and they come back with it (rendezvous hashing).
public final class StableChoice {
  /// @param seed tells the candidates apart, and stays the same
  public static <T> Optional<T> of(List<T> candidates, ToLongFunction<T> seed, UUID key) {
    T best = null;
    long bestWeight = Long.MIN_VALUE;
    for (T candidate : candidates) {
      long weight = weight(seed.applyAsLong(candidate), key);
      if (best == null || weight > bestWeight) {
        best = candidate;
        bestWeight = weight;
      }
    }
    return Optional.ofNullable(best);
  }

  private static long weight(long seed, UUID key) {
    return mixed(mixed(seed ^ key.getMostSignificantBits()) ^ key.getLeastSignificantBits());
  }

  /// Every bit of the result depends on every bit of the value (Stafford's variant 13).
  private static long mixed(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  private StableChoice() {}
}
