package org.sealmesh.launch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer.Builder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Collects what the verticles count, for Prometheus to read.
final class PrometheusMeter implements Meter {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

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
