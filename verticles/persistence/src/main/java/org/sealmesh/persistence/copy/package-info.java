/// All that a database holds, in another one: whichever engine keeps either.
@NullMarked
package org.sealmesh.persistence.copy;

import org.jspecify.annotations.NullMarked;
