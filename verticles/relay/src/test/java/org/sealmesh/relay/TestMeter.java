package org.sealmesh.relay;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Keeps what was counted, for a test to look at.
public final class TestMeter implements Meter {
  private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String name, String help) {
    return counters.computeIfAbsent(name, none -> new AtomicLong())::addAndGet;
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
  public long value(String name) {
    LongSupplier gauge = gauges.get(name);
    return gauge == null ? counters.get(name).get() : gauge.getAsLong();
  }
}
