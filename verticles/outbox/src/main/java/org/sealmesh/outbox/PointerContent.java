package org.sealmesh.outbox;

import java.time.Instant;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.UserId;

/// What a pointer's envelope opens to (docs/PROTOCOL.md §3).
record PointerContent(UserId user, Seq delivered, Seq read, Instant at) {}
