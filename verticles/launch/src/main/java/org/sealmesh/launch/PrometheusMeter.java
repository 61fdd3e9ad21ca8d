package org.sealmesh.launch;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer.Builder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Collects what the verticles count, for Prometheus to read.
final class PrometheusMeter implements Meter {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /// The registry holds them weakly, and often nobody else does.
  private final List<LongSupplier> totals = new CopyOnWriteArrayList<>();

  @Override
  public Counter counter(String name, String help) {
    var counter =
        io.micrometer.core.instrument.Counter.builder(name).description(help).register(registry);
    return counter::increment;
  }

  @Override
  public void gauge(String name, String help, LongSupplier value) {
    Gauge.builder(name, value, LongSupplier::getAsLong)
        .description(help)
        // The supplier is often a lambda that nobody else holds.
        .strongReference(true)
        .register(registry);
  }

  @Override
  public void gauge(String name, Map<String, String> labels, String help, LongSupplier value) {
    Gauge.builder(name, value, LongSupplier::getAsLong)
        .description(help)
        .tags(tags(labels))
        .strongReference(true)
        .register(registry);
  }

  @Override
  public void total(String name, Map<String, String> labels, String help, LongSupplier value) {
    totals.add(value);
    FunctionCounter.builder(name, value, LongSupplier::getAsLong)
        .description(help)
        .tags(tags(labels))
        .register(registry);
  }

  private static Tags tags(Map<String, String> labels) {
    return Tags.of(labels.entrySet().stream().map(l -> Tag.of(l.getKey(), l.getValue())).toList());
  }

  @Override
  public Timer timer(String name, String help) {
    Builder builder = io.micrometer.core.instrument.Timer.builder(name);
    var timer = builder.description(help).publishPercentileHistogram().register(registry);
    return timer::record;
  }

  /// Where Vert.x counts its servers, pools and the JVM.
  MeterRegistry registry() {
    return registry;
  }

  /// All metrics in Prometheus' text format.
  String scrape() {
    return registry.scrape();
  }
}
