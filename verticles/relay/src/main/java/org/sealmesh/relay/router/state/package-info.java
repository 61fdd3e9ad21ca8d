/// What decides in a router, without an event loop: who holds what, who was told, who must be told
/// again.
@NullMarked
package org.sealmesh.relay.router.state;

import org.jspecify.annotations.NullMarked;
