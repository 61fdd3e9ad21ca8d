package org.sealmesh.bus;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// What a verticle counts and measures, without knowing who collects it.
///
/// Names are Prometheus names and have no labels that stem from users: a metric must not tell who
/// talks to whom. Each verticle keeps its names in one place, and
/// cluster-config/monitoring/README.md lists them.
public interface Meter {
  /// Counts nothing: for tests that do not look.
  Meter NONE =
      new Meter() {
        @Override
        public Counter counter(String name, String help) {
          return n -> {};
        }

        @Override
        public void gauge(String name, String help, LongSupplier value) {}

        @Override
        public Timer timer(String name, String help) {
          return elapsed -> {};
        }
      };

  /// Grows only. The same name gives the same counter.
  Counter counter(String name, String help);

  /// Asked whenever metrics are read, from another thread: must be cheap and safe.
  void gauge(String name, String help, LongSupplier value);

  /// One of several gauges of a name, which differ in what they are about.
  ///
  /// @param labels from the configuration or the code, a handful, and never from users or from
  ///   another zone. A meter that knows no labels takes them for a part of the name
  default void gauge(String name, Map<String, String> labels, String help, LongSupplier value) {
    gauge(name + new TreeMap<>(labels), help, value);
  }

  /// As a [#gauge] with labels, of what grows only.
  default void total(String name, Map<String, String> labels, String help, LongSupplier value) {
    gauge(name, labels, help, value);
  }

  /// A distribution of durations.
  Timer timer(String name, String help);

  /// See [#counter].
  @FunctionalInterface
  interface Counter {
    void add(long n);

    default void increment() {
      add(1);
    }
  }

  /// See [#timer].
  @FunctionalInterface
  interface Timer {
    void record(Duration elapsed);
  }
}
