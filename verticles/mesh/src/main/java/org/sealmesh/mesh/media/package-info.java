/// What a party of a group's call and its media server tell each other through a node
/// (docs/PROTOCOL.md §10): no word of any media server's own interface.
@NullMarked
package org.sealmesh.mesh.media;

import org.jspecify.annotations.NullMarked;
