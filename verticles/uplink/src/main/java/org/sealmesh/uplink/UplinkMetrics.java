package org.sealmesh.uplink;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.LinkVitals;
import org.sealmesh.mesh.NodeVitals;
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

  /// What there is of each link. What a relay says of itself is exported too, since nobody at the
  /// origin can ask it; its counters stay as they were while it is away, so that a rate does not
  /// jump when it is back.
  void link(String mesh, String relay, Supplier<LinkVitals> vitals) {
    Map<String, String> of = Map.of("mesh", mesh, "relay", relay);
    gauge(of, "link_up", "1 while the link stands", () -> isUp(vitals.get()) ? 1 : 0);
    gauge(of, "link_unanswered", "Unanswered requests", () -> vitals.get().unanswered());
    total(of, "link_refused", "Requests it had no room for", () -> vitals.get().refused());
    total(of, "link_lost", "Requests it left unanswered", () -> vitals.get().lost());
    total(of, "link_losses", "Times it stood and was lost", () -> vitals.get().losses());
    gauge(of, "reported_sockets", "By the relay: sockets", now(vitals, NodeVitals::sockets));
    gauge(
        of, "reported_sockets_max", "By the relay: its bound", now(vitals, NodeVitals::socketsMax));
    gauge(of, "reported_members", "By the relay: its cluster", now(vitals, NodeVitals::members));
    total(of, "reported_deliveries", "By the relay: written", last(vitals, NodeVitals::deliveries));
    total(of, "reported_resyncs", "By the relay: resyncs told", last(vitals, NodeVitals::resyncs));
    total(of, "reported_slow_closes", "By the relay: 4008", last(vitals, NodeVitals::slowCloses));
  }

  private void gauge(Map<String, String> of, String name, String help, LongSupplier value) {
    meter.gauge(PREFIX + name, of, help, value);
  }

  private void total(Map<String, String> of, String name, String help, LongSupplier value) {
    meter.total(PREFIX + name, of, help, value);
  }

  private static boolean isUp(LinkVitals link) {
    return link.state() == LinkVitals.State.UP;
  }

  private static LongSupplier now(Supplier<LinkVitals> vitals, ToLongFunction<NodeVitals> number) {
    return () -> isUp(vitals.get()) ? last(vitals, number).getAsLong() : 0;
  }

  private static LongSupplier last(Supplier<LinkVitals> vitals, ToLongFunction<NodeVitals> number) {
    return () -> {
      NodeVitals reported = vitals.get().reported();
      return reported == null ? 0 : number.applyAsLong(reported);
    };
  }

  void onViolation(Violation violation) {
    Meter.Counter counter = violations.get(violation);
    if (counter != null) {
      counter.increment();
    }
  }
}
