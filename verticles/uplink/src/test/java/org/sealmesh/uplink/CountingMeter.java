package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Keeps what was counted, and lets a test wait for it.
final class CountingMeter implements Meter {
  private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();
  private final Map<String, LinkedBlockingQueue<String>> news = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String name, String help) {
    AtomicLong counter = counters.computeIfAbsent(name, none -> new AtomicLong());
    return n -> {
      counter.addAndGet(n);
      queue(name).add(name);
    };
  }

  @Override
  public void gauge(String name, String help, LongSupplier value) {}

  @Override
  public Timer timer(String name, String help) {
    return elapsed -> {};
  }

  long value(String name) {
    return counters.get(name).get();
  }

  /// Waits until it was counted once more than this test has seen it.
  void await(String name) {
    try {
      assertThat(queue(name).poll(60, TimeUnit.SECONDS)).as(name).isNotNull();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private LinkedBlockingQueue<String> queue(String name) {
    return news.computeIfAbsent(name, none -> new LinkedBlockingQueue<>());
  }
}
