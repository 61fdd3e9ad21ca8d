package org.sealmesh.gateway.limit;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// An allowance per key that fills up steadily: token buckets, in bounded memory.
///
/// Beyond `keysMax` the key that was quiet for longest is forgotten, which gives it a full bucket
/// again. Safe for use by several threads.
public final class TokenBuckets<K> {
  private final Allowance allowance;
  private final int keysMax;
  private final LongSupplier nanoTime;
  private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /// @param nanoTime never jumps
  public TokenBuckets(Allowance allowance, int keysMax, LongSupplier nanoTime) {
    this.allowance = allowance;
    this.keysMax = keysMax;
    this.nanoTime = nanoTime;
  }

  /// Takes one.
  ///
  /// @return zero if there was one to take; else how long until there is
  public synchronized Duration take(K key) {
    Bucket bucket = filled(key);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return Duration.ZERO;
    }
    return wait(bucket);
  }

  /// @return zero if there is one to take; else how long until there is
  public synchronized Duration peek(K key) {
    Bucket bucket = buckets.get(key);
    return bucket == null || filled(key).tokens >= 1 ? Duration.ZERO : wait(bucket);
  }

  synchronized int keys() {
    return buckets.size();
  }

  private Duration wait(Bucket bucket) {
    return Duration.ofNanos((long) Math.ceil((1 - bucket.tokens) * 1e9 / allowance.perSecond()));
  }

  private Bucket filled(K key) {
    long now = nanoTime.getAsLong();
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      bucket = new Bucket(allowance.burst(), now);
      buckets.put(key, bucket);
      forgetBeyondMax();
      return bucket;
    }
    double more = (now - bucket.atNs) / 1e9 * allowance.perSecond();
    bucket.tokens = Math.min(allowance.burst(), bucket.tokens + more);
    bucket.atNs = now;
    return bucket;
  }

  private void forgetBeyondMax() {
    if (buckets.size() > keysMax) {
      Iterator<K> quietest = buckets.keySet().iterator();
      quietest.next();
      quietest.remove();
    }
  }

  private static final class Bucket {
    private double tokens;
    private long atNs;

    Bucket(double tokens, long atNs) {
      this.tokens = tokens;
      this.atNs = atNs;
    }
  }
}
