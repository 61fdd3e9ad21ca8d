/// The only way from the origin to the mesh: dials relays, and asks their routers.
@NullMarked
package org.sealmesh.uplink;

import org.jspecify.annotations.NullMarked;
