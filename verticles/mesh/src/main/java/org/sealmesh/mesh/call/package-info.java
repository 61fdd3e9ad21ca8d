/// Calls as every node may see them: who signals to whom, and nothing of what is said
/// (docs/PROTOCOL.md §9).
@NullMarked
package org.sealmesh.mesh.call;

import org.jspecify.annotations.NullMarked;
