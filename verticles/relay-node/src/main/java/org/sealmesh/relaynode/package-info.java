/// The process that only relays: no plaintext, no key and no database driver on its class path.
@NullMarked
package org.sealmesh.relaynode;

import org.jspecify.annotations.NullMarked;
