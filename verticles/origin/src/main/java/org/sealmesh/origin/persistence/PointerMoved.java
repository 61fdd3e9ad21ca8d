package org.sealmesh.origin.persistence;

import java.time.Instant;
import java.util.List;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.persistence.EventCommand.Pointer;

/// A pointer that grew, and everything needed to announce it.
///
/// @param targets the routing ids of all members, the pointer's owner included: her other devices
///   follow
public record PointerMoved(
    ConversationId conversation,
    RoutingId rid,
    Timeline timeline,
    Epoch epoch,
    Pointer pointer,
    Instant at,
    List<RoutingId> targets) {
  public PointerMoved {
    targets = List.copyOf(targets);
  }
}
