package org.sealmesh.relay.state;

import java.time.Duration;

/// A token bucket: so many at once, and so many per second in the long run.
///
/// Belongs to one thread. Time comes with each call and must not run backwards.
public final class RateLimit {
  private static final double NS_PER_SECOND = 1e9;

  private final int burst;
  private final double perNs;
  private double tokens;
  private long filledNs;

  /// @param burst how many may come at once, after a pause
  public RateLimit(int perSecond, int burst, long nowNs) {
    if (perSecond < 1 || burst < 1) {
      throw new IllegalArgumentException("a rate and a burst are at least 1");
    }
    this.burst = burst;
    this.perNs = perSecond / NS_PER_SECOND;
    this.tokens = burst;
    this.filledNs = nowNs;
  }

  /// Takes one token.
  ///
  /// @return false if none was left
  public boolean tryTake(long nowNs) {
    return tryOverdraw(1, nowNs);
  }

  /// Takes so many tokens if at least one is left, and owes what was not there: what costs more
  /// than the burst comes through too, and pays for it afterwards.
  ///
  /// @return false if none was left
  public boolean tryOverdraw(int cost, long nowNs) {
    fill(nowNs);
    if (tokens < 1) {
      return false;
    }
    tokens -= cost;
    return true;
  }

  /// Whether it is as if nothing had ever been taken.
  public boolean isFull(long nowNs) {
    fill(nowNs);
    return tokens >= burst;
  }

  private void fill(long nowNs) {
    tokens = Math.min(burst, tokens + Math.max(0, nowNs - filledNs) * perNs);
    filledNs = Math.max(filledNs, nowNs);
  }

  /// How long until a token is there again, as of the last [#tryTake].
  public Duration untilNext() {
    return tokens >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - tokens) / perNs));
  }
}
