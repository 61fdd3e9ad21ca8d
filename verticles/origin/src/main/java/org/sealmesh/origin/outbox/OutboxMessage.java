package org.sealmesh.origin.outbox;

import java.util.List;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PointerMoved;

/// What the outbox is told. All of it may be lost: rows in the database bring events back, pointers
/// are part of sync.
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
}
