/// The sockets of browsers: the endpoint, one shard per event loop, and what writes frames.
@NullMarked
package org.sealmesh.relay.socket;

import org.jspecify.annotations.NullMarked;
