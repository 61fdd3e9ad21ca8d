/// Carries envelopes to the sockets of browsers, and cannot read them.
@NullMarked
package org.sealmesh.relay;

import org.jspecify.annotations.NullMarked;
