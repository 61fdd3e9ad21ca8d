/// Tickets, passes and revocations: what the origin signs and every node can check
/// (docs/PROTOCOL.md §5).
@NullMarked
package org.sealmesh.mesh.token;

import org.jspecify.annotations.NullMarked;
