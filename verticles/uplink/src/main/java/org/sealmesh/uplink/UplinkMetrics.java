package org.sealmesh.uplink;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.uplink.Violation;

/// Every metric of the origin's end of the uplinks. None says who talks to whom.
final class UplinkMetrics {
  private static final String PREFIX = "sealmesh_uplink_";

  final Meter.Counter dials;
  final Meter.Counter dialFailures;
  final Meter.Counter frames;
  final Meter.Counter requests;
  final Meter.Counter noRoom;
  final Meter.Counter lost;
  private final Meter meter;
  private final Map<Violation, Meter.Counter> violations = new EnumMap<>(Violation.class);

  UplinkMetrics(Meter meter) {
    this.meter = meter;
    dials = meter.counter(PREFIX + "dials", "Tries to reach a relay");
    dialFailures = meter.counter(PREFIX + "dial_failures", "Tries that came to no connection");
    frames = meter.counter(PREFIX + "frames", "Frames of relays that were looked at");
    requests = meter.counter(PREFIX + "requests", "Fan-outs and revocations sent, per mesh");
    noRoom = meter.counter(PREFIX + "no_room", "Those that no link of a mesh had room for");
    lost = meter.counter(PREFIX + "lost", "Those that a mesh left unanswered");
    for (Violation violation : Violation.values()) {
      String name = violation.name().toLowerCase(Locale.ROOT);
      violations.put(
          violation, meter.counter(PREFIX + "violation_" + name, "Links closed because of it"));
    }
  }

  void up(LongSupplier count) {
    meter.gauge(PREFIX + "up", "Links that stand", count);
  }

  void onViolation(Violation violation) {
    Meter.Counter counter = violations.get(violation);
    if (counter != null) {
      counter.increment();
    }
  }
}
