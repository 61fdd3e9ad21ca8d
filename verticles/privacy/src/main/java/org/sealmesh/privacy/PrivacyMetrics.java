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
  private final Meter.Counter previews;
  private final Meter.Counter runs;
  private final Meter.Counter runsFailed;
  private final Meter.Counter eventsDeleted;

  PrivacyMetrics(Meter meter) {
    this.exports = meter.counter("sealmesh_privacy_exports_total", "Exports that became ready");
    this.exportsFailed =
        meter.counter("sealmesh_privacy_exports_failed_total", "Exports that were given up");
    this.counts =
        meter.counter("sealmesh_privacy_counts_total", "Erasures that were counted beforehand");
    this.countsFailed =
        meter.counter(
            "sealmesh_privacy_counts_failed_total", "Counts of erasures that were given up");
    this.previews =
        meter.counter("sealmesh_privacy_previews_total", "Previews of what is deleted by age");
    this.runs =
        meter.counter("sealmesh_privacy_retention_runs_total", "Runs of deleting by age, finished");
    this.runsFailed =
        meter.counter(
            "sealmesh_privacy_retention_runs_failed_total",
            "Runs of deleting by age, and previews, that were given up");
    this.eventsDeleted =
        meter.counter("sealmesh_privacy_retention_events_total", "Events deleted by age");
    this.erasures =
        meter.counter("sealmesh_privacy_erasures_total", "Persons of whom nothing is left");
  }

  void finished(JobCommand.Kind kind) {
    Meter.Counter counter =
        switch (kind) {
          case EXPORT -> exports;
          case COUNT -> counts;
          case ERASE -> erasures;
          case PREVIEW -> previews;
          case RETENTION -> runs;
        };
    counter.increment();
  }

  /// An erasure is never given up.
  void failed(JobCommand.Kind kind) {
    Meter.Counter counter =
        switch (kind) {
          case EXPORT -> exportsFailed;
          case COUNT, ERASE -> countsFailed;
          case PREVIEW, RETENTION -> runsFailed;
        };
    counter.increment();
  }

  void deletedByAge(long events) {
    eventsDeleted.add(events);
  }
}
