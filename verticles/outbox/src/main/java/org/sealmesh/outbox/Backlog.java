package org.sealmesh.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.outbox.OutboxMessage.Rows;

/// How many rows wait, and for how long the oldest has: as the database said last.
///
/// While nobody can be asked, the oldest row grows older; what is on its way at the moment of the
/// question does not. Belongs to one event loop; read from any thread.
final class Backlog {
  private final Duration patience;
  private volatile @Nullable Measure last;

  private record Measure(long rows, Duration oldestAge, long atNs) {}

  /// @param patience how old an answer may be before the rows are taken to grow older
  Backlog(Duration patience) {
    this.patience = patience;
  }

  void onMeasured(long rows, Duration oldestAge, long nowNs) {
    last = new Measure(rows, oldestAge, nowNs);
  }

  /// @return null if the database has not said it yet
  @Nullable Rows rows(long nowNs) {
    Measure measure = last;
    if (measure == null) {
      return null;
    }
    Duration since = Duration.ofNanos(nowNs - measure.atNs);
    boolean isOverdue = measure.rows > 0 && since.compareTo(patience) > 0;
    return new Rows(
        measure.rows, isOverdue ? measure.oldestAge.plus(since) : measure.oldestAge, since);
  }

  /// For a gauge, which cannot say that it does not know.
  long waiting(long nowNs) {
    Rows rows = rows(nowNs);
    return rows == null ? 0 : rows.waiting();
  }

  /// In whole seconds, rounded up: a row that waits is never 0 s old.
  long oldestSeconds(long nowNs) {
    Rows rows = rows(nowNs);
    return rows == null ? 0 : rows.oldestAge().plusMillis(999).toSeconds();
  }
}
