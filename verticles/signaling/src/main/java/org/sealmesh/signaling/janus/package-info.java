/// Janus as a media server: its WebSocket API and its video rooms (release 1.1 and newer). Nothing
/// of it is known outside this package.
@NullMarked
package org.sealmesh.signaling.janus;

import org.jspecify.annotations.NullMarked;
