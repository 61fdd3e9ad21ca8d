package org.sealmesh.bus.fake;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.sealmesh.bus.Clock;

/// A clock that stands still until a test advances it. Timers run inside [#advance], in the order
/// they are due.
public final class FakeClock implements Clock {
  private final PriorityQueue<Pending> pending =
      new PriorityQueue<>(
          Comparator.comparingLong((Pending p) -> p.dueNs).thenComparingLong(p -> p.order));
  private final Instant start;
  private long elapsedNs;
  private long order;

  public FakeClock() {
    this(Instant.parse("2030-01-01T00:00:00Z"));
  }

  public FakeClock(Instant start) {
    this.start = start;
  }

  @Override
  public Instant now() {
    return start.plusMillis(Duration.ofNanos(elapsedNs).toMillis());
  }

  @Override
  public long nanoTime() {
    return elapsedNs;
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    return add(delay.toNanos(), 0, action);
  }

  @Override
  public Timer every(Duration interval, Runnable action) {
    return add(interval.toNanos(), Math.max(1, interval.toNanos()), action);
  }

  /// Moves time on and runs what is due on the way, including what those actions schedule.
  public void advance(Duration by) {
    long until = elapsedNs + by.toNanos();
    for (Pending next = pending.peek();
        next != null && next.dueNs <= until;
        next = pending.peek()) {
      pending.remove();
      elapsedNs = Math.max(elapsedNs, next.dueNs);
      if (next.intervalNs > 0) {
        next.dueNs += next.intervalNs;
        next.order = order++;
        pending.add(next);
      }
      next.action.run();
    }
    elapsedNs = until;
  }

  /// How many timers wait: a test that ends with some has found a leak.
  public int timers() {
    return pending.size();
  }

  private Timer add(long delayNs, long intervalNs, Runnable action) {
    Pending p = new Pending(elapsedNs + Math.max(0, delayNs), intervalNs, order++, action);
    pending.add(p);
    return () -> pending.remove(p);
  }

  private static final class Pending {
    private long dueNs;
    private final long intervalNs;
    private long order;
    private final Runnable action;

    Pending(long dueNs, long intervalNs, long order, Runnable action) {
      this.dueNs = dueNs;
      this.intervalNs = intervalNs;
      this.order = order;
      this.action = action;
    }
  }
}
