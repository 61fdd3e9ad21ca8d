/// What decides in a relay, without an event loop: the state of a socket, who is bound where, what
/// is revoked, how fast is too fast.
@NullMarked
package org.sealmesh.relay.state;

import org.jspecify.annotations.NullMarked;
