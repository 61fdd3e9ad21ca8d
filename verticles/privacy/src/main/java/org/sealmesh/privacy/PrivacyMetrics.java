package org.sealmesh.privacy;

import org.sealmesh.bus.Meter;
import org.sealmesh.origin.persistence.JobCommand;

/// What the privacy verticle counts; cluster-config/monitoring/README.md says what it means.
final class PrivacyMetrics {
  private final Meter.Counter exports;
  private final Meter.Counter exportsFailed;
  private final Meter.Counter counts;
  private final Meter.Counter countsFailed;
  private final Meter.Counter erasures;

  PrivacyMetrics(Meter meter) {
    this.exports = meter.counter("sealmesh_privacy_exports_total", "Exports that became ready");
    this.exportsFailed =
        meter.counter("sealmesh_privacy_exports_failed_total", "Exports that were given up");
    this.counts =
        meter.counter("sealmesh_privacy_counts_total", "Erasures that were counted beforehand");
    this.countsFailed =
        meter.counter(
            "sealmesh_privacy_counts_failed_total", "Counts of erasures that were given up");
    this.erasures =
        meter.counter("sealmesh_privacy_erasures_total", "Persons of whom nothing is left");
  }

  void finished(JobCommand.Kind kind) {
    Meter.Counter counter =
        switch (kind) {
          case EXPORT -> exports;
          case COUNT -> counts;
          case ERASE -> erasures;
        };
    counter.increment();
  }

  /// An erasure is never given up.
  void failed(JobCommand.Kind kind) {
    Meter.Counter counter = kind == JobCommand.Kind.EXPORT ? exportsFailed : countsFailed;
    counter.increment();
  }
}
