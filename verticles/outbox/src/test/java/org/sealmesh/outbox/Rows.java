package org.sealmesh.outbox;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.persistence.OutboxCommand;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PersistenceMessage;

/// The outbox table of a database, with leases, as several processes see it.
final class Rows {
  static final Duration COMMIT_LEASE = Duration.ofSeconds(30);

  private static final class Held {
    final OutboxEntry entry;
    int holder;
    Instant leasedUntil;

    Held(OutboxEntry entry, int holder, Instant leasedUntil) {
      this.entry = entry;
      this.holder = holder;
      this.leasedUntil = leasedUntil;
    }
  }

  private final Clock clock;
  private final Duration commitLease;
  private final Map<Row, Held> rows = new LinkedHashMap<>();
  final Map<Row, Instant> finished = new HashMap<>();

  /// When a row without a living holder was last passed by: whoever asked had room for older ones.
  final Map<Row, Instant> passedBy = new HashMap<>();

  Rows(Clock clock) {
    this(clock, COMMIT_LEASE);
  }

  /// @param commitLease how long a row belongs to the process that committed it
  Rows(Clock clock, Duration commitLease) {
    this.clock = clock;
    this.commitLease = commitLease;
  }

  static Row row(OutboxEntry entry) {
    return new Row(entry.conversation(), entry.event().seq());
  }

  /// What a commit does, in the same transaction.
  void commit(OutboxEntry entry, int holder) {
    rows.put(row(entry), new Held(entry, holder, clock.now().plus(commitLease)));
  }

  int size() {
    return rows.size();
  }

  /// The handler of one process.
  Future<?> on(PersistenceMessage message, int process) {
    return switch (message) {
      case OutboxCommand.TakeOver takeOver -> Future.succeededFuture(takeOver(takeOver, process));
      case OutboxCommand.Renew renew -> {
        renew.rows().stream()
            .map(rows::get)
            .filter(held -> held != null && held.holder == process)
            .forEach(held -> held.leasedUntil = clock.now().plus(renew.lease()));
        yield Future.succeededFuture(new OutboxCommand.Renewed());
      }
      case OutboxCommand.Finish finish -> {
        for (Row row : finish.rows()) {
          Held held = rows.get(row);
          if (held != null && held.holder == process) {
            rows.remove(row);
            finished.put(row, clock.now());
          }
        }
        yield Future.succeededFuture(new OutboxCommand.Finished());
      }
      case OutboxCommand.Measure measure -> Future.succeededFuture(measured());
      default -> Future.failedFuture("the outbox asks no " + message.getClass());
    };
  }

  private OutboxCommand.Measured measured() {
    return new OutboxCommand.Measured(
        rows.size(),
        rows.values().stream()
            .map(held -> Duration.between(held.entry.committedAt(), clock.now()))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO));
  }

  private OutboxCommand.TakenOver takeOver(OutboxCommand.TakeOver takeOver, int process) {
    List<OutboxEntry> taken = new ArrayList<>();
    List<Held> oldestFirst =
        rows.values().stream()
            .sorted(
                Comparator.comparing((Held held) -> held.entry.committedAt())
                    .thenComparing(held -> held.entry.conversation().value())
                    .thenComparing(held -> held.entry.event().seq()))
            .toList();
    for (Held held : oldestFirst) {
      if (!held.leasedUntil.isBefore(clock.now())) {
        continue;
      }
      if (taken.size() < takeOver.limit()) {
        held.holder = process;
        held.leasedUntil = clock.now().plus(takeOver.lease());
        taken.add(held.entry);
      } else {
        passedBy.put(row(held.entry), clock.now());
      }
    }
    return new OutboxCommand.TakenOver(taken);
  }
}
