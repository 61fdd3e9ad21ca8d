/// The vocabulary of the origin zone: plaintext, keys, and the commands of its verticles. Never on
/// a relay's class path.
@NullMarked
package org.sealmesh.origin;

import org.jspecify.annotations.NullMarked;
