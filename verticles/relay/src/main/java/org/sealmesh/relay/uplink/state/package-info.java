/// What the mesh's end of an uplink decides, without Vert.x.
@NullMarked
package org.sealmesh.relay.uplink.state;

import org.jspecify.annotations.NullMarked;
