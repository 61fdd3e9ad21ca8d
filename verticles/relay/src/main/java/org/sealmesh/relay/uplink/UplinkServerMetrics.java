package org.sealmesh.relay.uplink;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.uplink.Violation;

/// Every metric of the mesh's end of the uplinks.
final class UplinkServerMetrics {
  private static final String PREFIX = "sealmesh_uplink_server_";

  private final Meter meter;
  private final Map<Violation, Meter.Counter> violations = new EnumMap<>(Violation.class);
  final Meter.Counter requests;
  final Meter.Counter refused;

  UplinkServerMetrics(Meter meter) {
    this.meter = meter;
    for (Violation violation : Violation.values()) {
      String name = violation.name().toLowerCase(Locale.ROOT);
      violations.put(
          violation, meter.counter(PREFIX + "violation_" + name, "Uplinks closed because of it"));
    }
    requests = meter.counter(PREFIX + "requests", "Fan-outs and revocations that origins asked");
    refused = meter.counter(PREFIX + "refused", "Requests for a socket that were turned away");
  }

  void open(LongSupplier count) {
    meter.gauge(PREFIX + "open", "Uplinks whose origin has proven itself", count);
  }

  void onViolation(Violation violation) {
    Meter.Counter counter = violations.get(violation);
    if (counter != null) {
      counter.increment();
    }
  }
}
