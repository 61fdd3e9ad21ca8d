package org.sealmesh.cluster;

import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Every metric of the cluster.
final class ClusterMetrics {
  private static final String PREFIX = "sealmesh_cluster_";

  final Meter.Counter foreign;
  final Meter.Counter malformed;
  final Meter.Counter misdirected;
  private final Meter meter;

  ClusterMetrics(Meter meter) {
    this.meter = meter;
    foreign = meter.counter(PREFIX + "frames_foreign", "Messages dropped: not one of our records");
    malformed = meter.counter(PREFIX + "frames_malformed", "Messages dropped: not to be decoded");
    misdirected =
        meter.counter(PREFIX + "frames_misdirected", "Messages dropped: a forged reply address");
  }

  void members(LongSupplier count) {
    meter.gauge(PREFIX + "members", "Processes of the cluster, this one among them", count);
  }
}
