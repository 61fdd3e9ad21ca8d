package org.sealmesh.persistence.ledger;

import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.UserId;

/// A user who is a member now.
///
/// @param floor the event that made her one: the first that she may read
public record Participant(UserId id, RoutingId rid, Seq floor) {}
