/// The vocabulary of the origin alone: plaintext, keys and commands.
@NullMarked
package org.sealmesh.origin;

import org.jspecify.annotations.NullMarked;
