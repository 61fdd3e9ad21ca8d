package org.sealmesh.gateway.limit;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// An allowance per key that fills up steadily: token buckets, in bounded memory.
///
/// A bucket is kept as the time at which it would be full again, which is exact and one number.
/// Beyond `keysMax` the key that was quiet for longest is forgotten, which gives it a full bucket.
/// Safe for use by several threads.
public final class TokenBuckets<K> {
  private final long intervalNs;
  private final long emptyNs;
  private final int keysMax;
  private final LongSupplier nanoTime;
  private final Map<K, Long> fullAgainNs = new LinkedHashMap<>(16, 0.75f, true);

  /// @param nanoTime never jumps
  public TokenBuckets(Allowance allowance, int keysMax, LongSupplier nanoTime) {
    this.intervalNs = Math.max(1, Math.round(1e9 / allowance.perSecond()));
    this.emptyNs = intervalNs * (allowance.burst() - 1);
    this.keysMax = keysMax;
    this.nanoTime = nanoTime;
  }

  /// Takes one.
  ///
  /// @return zero if there was one to take; else how long until there is
  public synchronized Duration take(K key) {
    long now = nanoTime.getAsLong();
    Duration wait = wait(key, now);
    if (wait.isZero()) {
      fullAgainNs.put(key, now + missingNs(key, now) + intervalNs);
      forgetBeyondMax();
    }
    return wait;
  }

  /// @return zero if there is one to take; else how long until there is
  public synchronized Duration peek(K key) {
    return wait(key, nanoTime.getAsLong());
  }

  synchronized int keys() {
    return fullAgainNs.size();
  }

  private Duration wait(K key, long now) {
    return Duration.ofNanos(Math.max(0, missingNs(key, now) - emptyNs));
  }

  private long missingNs(K key, long now) {
    Long fullAgain = fullAgainNs.get(key);
    return fullAgain == null ? 0 : Math.max(0, fullAgain - now);
  }

  private void forgetBeyondMax() {
    if (fullAgainNs.size() > keysMax) {
      Iterator<K> quietest = fullAgainNs.keySet().iterator();
      quietest.next();
      quietest.remove();
    }
  }
}
