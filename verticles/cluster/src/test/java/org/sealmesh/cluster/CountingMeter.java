package org.sealmesh.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Remembers what was counted.
final class CountingMeter implements Meter {
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String name, String help) {
    return counters.computeIfAbsent(name, fresh -> new LongAdder())::add;
  }

  @Override
  public void gauge(String name, String help, LongSupplier value) {}

  @Override
  public Timer timer(String name, String help) {
    return elapsed -> {};
  }

  long count(String name) {
    return counters.get(name).sum();
  }
}
