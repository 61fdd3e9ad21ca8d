/// The router: which node holds which routing id, and one batch to each such node.
@NullMarked
package org.sealmesh.relay.router;

import org.jspecify.annotations.NullMarked;
