package org.sealmesh.bus.fake;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Keeps what is counted, for a test to look at or to wait for. May be used on any thread.
public final class FakeMeter implements Meter {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> news = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String name, String help) {
    AtomicLong counter = counters.computeIfAbsent(name, added -> new AtomicLong());
    Semaphore counted = newsOf(name);
    return n -> {
      counter.addAndGet(n);
      counted.release();
    };
  }

  @Override
  public void gauge(String name, String help, LongSupplier value) {
    gauges.put(name, value);
  }

  @Override
  public Timer timer(String name, String help) {
    return elapsed -> {};
  }

  /// What a counter has counted, or a gauge says.
  ///
  /// @throws IllegalArgumentException if there is no such metric
  public long value(String name) {
    LongSupplier gauge = gauges.get(name);
    if (gauge != null) {
      return gauge.getAsLong();
    }
    AtomicLong counter = counters.get(name);
    if (counter == null) {
      throw new IllegalArgumentException("there is no metric " + name);
    }
    return counter.get();
  }

  /// Waits until it was counted once more than this test has waited for it.
  ///
  /// @throws IllegalStateException after a minute
  public void await(String name) {
    try {
      if (!newsOf(name).tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing counted " + name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Semaphore newsOf(String name) {
    return news.computeIfAbsent(name, added -> new Semaphore(0));
  }
}
