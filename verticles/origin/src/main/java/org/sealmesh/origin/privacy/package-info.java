/// What is asked of the privacy verticle, and what it works through.
@NullMarked
package org.sealmesh.origin.privacy;

import org.jspecify.annotations.NullMarked;
