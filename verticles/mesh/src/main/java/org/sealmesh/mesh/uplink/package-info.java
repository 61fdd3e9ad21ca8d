/// What an origin and a relay say to each other over an uplink, and what each end insists on
/// (docs/PROTOCOL.md §8).
@NullMarked
package org.sealmesh.mesh.uplink;

import org.jspecify.annotations.NullMarked;
