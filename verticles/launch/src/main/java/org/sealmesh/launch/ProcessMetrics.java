package org.sealmesh.launch;

import java.time.Duration;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;

/// What every process measures of itself, whatever its roles. Vert.x adds the JVM's own metrics;
/// those of the heap differ with the garbage collector, and an alert rule must not.
final class ProcessMetrics {
  private static final String PREFIX = "sealmesh_process_";

  static void register(Meter meter, Clock clock) {
    Runtime java = Runtime.getRuntime();
    long startedNs = clock.nanoTime();
    meter.gauge(
        PREFIX + "heap_bytes",
        "Heap in use, what the next collection frees included",
        () -> java.totalMemory() - java.freeMemory());
    meter.gauge(PREFIX + "heap_max_bytes", "Heap that may be used", java::maxMemory);
    meter.gauge(
        PREFIX + "up_seconds",
        "Since the process started",
        () -> Duration.ofNanos(clock.nanoTime() - startedNs).toSeconds());
  }

  private ProcessMetrics() {}
}
