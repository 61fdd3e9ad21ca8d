/// The vocabulary of every node: routing ids, envelopes in flight, addresses of the mesh zone,
/// limits.
///
/// Nothing here can hold plaintext, a conversation key, or a user's real identity.
@NullMarked
package org.sealmesh.mesh;

import org.jspecify.annotations.NullMarked;
