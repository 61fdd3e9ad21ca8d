package org.sealmesh.uplink.state;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: twice as long each time, up to a bound, each times a
/// random 0.5 … 1.5, so that origins that lost one relay do not come back to it in step.
public final class BackOff {
  /// Beyond so many doublings every sensible first wait is longer than the longest.
  private static final int DOUBLINGS_MAX = 16;

  private final Duration first;
  private final Duration max;
  private final RandomGenerator chance;
  private int failures;

  public BackOff(Duration first, Duration max, RandomGenerator chance) {
    this.first = first;
    this.max = max;
    this.chance = chance;
  }

  public Duration next() {
    Duration doubled = first.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
    failures++;
    Duration bounded = doubled.compareTo(max) < 0 ? doubled : max;
    return Duration.ofNanos((long) (bounded.toNanos() * (0.5 + chance.nextDouble())));
  }

  /// The last try went well.
  public void reset() {
    failures = 0;
  }
}
