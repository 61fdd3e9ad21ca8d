/// What a browser and a relay say to each other over a socket (docs/PROTOCOL.md §6).
@NullMarked
package org.sealmesh.mesh.frame;

import org.jspecify.annotations.NullMarked;
