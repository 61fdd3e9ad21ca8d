package org.sealmesh.outbox;

import java.time.Duration;
import java.time.Instant;
import org.sealmesh.bus.Clock;
import org.sealmesh.relay.router.state.SimulatedNetwork;

/// The network's time, as one process has it: when the process is dead, none of its timers runs.
final class SimulatedClock implements Clock {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final SimulatedNetwork network;
  private boolean isStopped;

  SimulatedClock(SimulatedNetwork network) {
    this.network = network;
  }

  void stop() {
    isStopped = true;
  }

  @Override
  public Instant now() {
    return START.plusMillis(network.nowMs());
  }

  @Override
  public long nanoTime() {
    return network.nowNs();
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    Pending pending = new Pending(action);
    network.after(millis(delay), pending);
    return pending;
  }

  @Override
  public Timer every(Duration interval, Runnable action) {
    Repeated repeated = new Repeated(millis(interval), action);
    repeated.again();
    return repeated;
  }

  /// Rounded up, so that nothing is early.
  private static long millis(Duration delay) {
    return delay.plusNanos(999_999).toMillis();
  }

  private class Pending implements Timer, Runnable {
    private final Runnable action;
    boolean isCancelled;

    Pending(Runnable action) {
      this.action = action;
    }

    @Override
    public void run() {
      if (!isCancelled && !isStopped) {
        action.run();
      }
    }

    @Override
    public void cancel() {
      isCancelled = true;
    }
  }

  private final class Repeated extends Pending {
    private final long intervalMs;

    Repeated(long intervalMs, Runnable action) {
      super(action);
      this.intervalMs = intervalMs;
    }

    void again() {
      network.after(intervalMs, this);
    }

    @Override
    public void run() {
      if (!isCancelled && !isStopped) {
        again();
        super.run();
      }
    }
  }
}
