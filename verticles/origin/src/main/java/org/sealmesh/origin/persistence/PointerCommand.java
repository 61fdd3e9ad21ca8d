package org.sealmesh.origin.persistence;

import java.util.List;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;

/// Delivered and read pointers.
public sealed interface PointerCommand extends PersistenceMessage {

  /// Moves the user's pointers forward. Smaller ones, those above the head (which are cut to it),
  /// and those of rooms and of conversations she is not in change nothing. What moved is told to
  /// the outbox.
  record MovePointers(UserId user, List<Target> targets)
      implements PointerCommand, Ask<PointersMoved> {
    public static final int TARGETS_MAX = 100;

    public MovePointers {
      targets = List.copyOf(targets);
    }
  }

  /// @param read at most `delivered`; a larger one raises it
  record Target(ConversationId conversation, Seq delivered, Seq read) {}

  /// @param moved how many conversations changed
  record PointersMoved(int moved) {}
}
