package org.sealmesh.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.sealmesh.bus.Clock;

/// The real timers, with a wall clock that a test moves.
final class MovableClock implements Clock {
  private final Clock timers;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));

  MovableClock(Clock timers) {
    this.timers = timers;
  }

  void advance(Duration by) {
    now.updateAndGet(t -> t.plus(by));
  }

  @Override
  public Instant now() {
    return now.get();
  }

  @Override
  public long nanoTime() {
    return timers.nanoTime();
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    return timers.after(delay, action);
  }

  @Override
  public Timer every(Duration interval, Runnable action) {
    return timers.every(interval, action);
  }
}
