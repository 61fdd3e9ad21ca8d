/// Seals and signs envelopes, keeps the keys.
@NullMarked
package org.sealmesh.crypto;

import org.jspecify.annotations.NullMarked;
