package org.sealmesh.origin.persistence;

import java.time.Duration;
import java.util.List;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;

/// The outbox rows: what is committed and not yet acknowledged by the mesh.
public sealed interface OutboxCommand extends PersistenceMessage {

  /// Takes over rows whose lease has run out by the database's clock, oldest first, and leases them
  /// to this process.
  ///
  /// @param limit 1 … 1,000
  record TakeOver(Duration lease, int limit) implements OutboxCommand, Ask<TakenOver> {}

  record TakenOver(List<OutboxEntry> entries) {
    public TakenOver {
      entries = List.copyOf(entries);
    }
  }

  /// Prolongs the lease of rows that are still being tried; a process that is not their holder
  /// changes nothing.
  ///
  /// @param lease from now on; zero gives them to whoever takes over next
  record Renew(List<Row> rows, Duration lease) implements OutboxCommand, Ask<Renewed> {
    public Renew {
      rows = List.copyOf(rows);
    }
  }

  record Renewed() {}

  /// The mesh has them, or their time is over: the rows go.
  record Finish(List<Row> rows) implements OutboxCommand, Ask<Finished> {
    public Finish {
      rows = List.copyOf(rows);
    }
  }

  record Finished() {}

  /// Counts all rows, whoever is to deliver them.
  record Measure() implements OutboxCommand, Ask<Measured> {}

  /// @param oldestAge how long ago the oldest was committed; zero if there are none
  record Measured(long rows, Duration oldestAge) {}

  record Row(ConversationId conversation, Seq seq) {}
}
