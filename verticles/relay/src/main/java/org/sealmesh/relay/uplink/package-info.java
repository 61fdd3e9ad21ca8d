/// The mesh's end of the uplink: a port of its own, on which origins ask the router.
@NullMarked
package org.sealmesh.relay.uplink;

import org.jspecify.annotations.NullMarked;
