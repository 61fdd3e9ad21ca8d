package org.sealmesh.origin;

import org.sealmesh.mesh.RoutingId;

/// A user as a member of a conversation, as other members see her.
public record Member(UserId id, RoutingId rid, String name) {}
