package org.sealmesh.origin.outbox;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PointerMoved;

/// What the outbox is told and asked. All of it may be lost: rows in the database bring events
/// back, pointers are part of sync.
public sealed interface OutboxMessage {

  /// These were just committed, in this order, and their rows are leased to this process.
  record Committed(List<OutboxEntry> entries) implements OutboxMessage {
    public Committed {
      entries = List.copyOf(entries);
    }
  }

  /// Pointers grew: announce them to the other members.
  record PointersMoved(List<PointerMoved> moved) implements OutboxMessage {
    public PointersMoved {
      moved = List.copyOf(moved);
    }
  }

  /// Asks how the outbox is, for an operator's eyes.
  record GetVitals() implements OutboxMessage, Ask<Vitals> {}

  /// @param rows of the database; null if it has not said so yet
  /// @param held events in this process' memory, until their rows are gone
  /// @param delivered events that all nodes acknowledged, since this process started
  /// @param retried tries after which an event had to be tried again, since then
  /// @param givenUp events that not all nodes acknowledged in time, since then
  record Vitals(@Nullable Rows rows, long held, long delivered, long retried, long givenUp) {}

  /// What is committed and not delivered, over all processes of the site.
  ///
  /// @param oldestAge zero if nothing waits
  /// @param measuredAgo how long ago the database said so
  record Rows(long waiting, Duration oldestAge, Duration measuredAgo) {}
}
