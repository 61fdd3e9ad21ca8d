package org.sealmesh.persistence;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Counts for a test to look at.
final class CountingMeter implements Meter {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  long count(String name) {
    return counts.computeIfAbsent(name, n -> new LongAdder()).sum();
  }

  @Override
  public Counter counter(String name, String help) {
    return counts.computeIfAbsent(name, n -> new LongAdder())::add;
  }

  @Override
  public void gauge(String name, String help, LongSupplier value) {}

  @Override
  public Timer timer(String name, String help) {
    return elapsed -> {};
  }
}
