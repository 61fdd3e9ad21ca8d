package org.sealmesh.origin.persistence;

import java.time.Instant;
import java.util.List;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.event.Event;

/// A committed event that the mesh has not acknowledged yet.
///
/// @param targets users' routing ids for a direct conversation or group, the conversation's own for
///   a room
public record OutboxEntry(
    ConversationId conversation,
    RoutingId rid,
    Timeline timeline,
    Epoch epoch,
    Instant committedAt,
    List<RoutingId> targets,
    Event event) {
  public OutboxEntry {
    targets = List.copyOf(targets);
  }
}
