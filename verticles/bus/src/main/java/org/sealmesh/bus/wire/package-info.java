/// Records to bytes and back: JSON for browsers, CBOR between nodes, both from the same
/// definitions.
@NullMarked
package org.sealmesh.bus.wire;

import org.jspecify.annotations.NullMarked;
