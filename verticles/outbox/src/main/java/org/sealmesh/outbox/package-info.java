/// Brings committed events to the mesh, and repeats until each is acknowledged.
@NullMarked
package org.sealmesh.outbox;

import org.jspecify.annotations.NullMarked;
