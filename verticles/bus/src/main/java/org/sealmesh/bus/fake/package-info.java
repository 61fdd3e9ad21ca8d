/// Doubles of the bus and the clock that a test steps by hand, for verticles without an event loop.
@NullMarked
package org.sealmesh.bus.fake;

import org.jspecify.annotations.NullMarked;
