package org.sealmesh.privacy;

import org.sealmesh.bus.Meter;

/// What the privacy verticle counts; cluster-config/monitoring/README.md says what it means.
final class PrivacyMetrics {
  private final Meter.Counter finished;
  private final Meter.Counter failed;

  PrivacyMetrics(Meter meter) {
    this.finished = meter.counter("sealmesh_privacy_exports_total", "Exports that became ready");
    this.failed =
        meter.counter("sealmesh_privacy_exports_failed_total", "Exports that were given up");
  }

  void finished() {
    finished.increment();
  }

  void failed() {
    failed.increment();
  }
}
