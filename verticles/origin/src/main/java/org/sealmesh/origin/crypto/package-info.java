/// What the crypto verticle is asked.
@NullMarked
package org.sealmesh.origin.crypto;

import org.jspecify.annotations.NullMarked;
