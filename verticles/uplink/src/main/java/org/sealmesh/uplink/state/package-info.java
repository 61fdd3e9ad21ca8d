/// What the origin's end of an uplink decides, without Vert.x.
@NullMarked
package org.sealmesh.uplink.state;

import org.jspecify.annotations.NullMarked;
