/// What the outbox is told.
@NullMarked
package org.sealmesh.origin.outbox;

import org.jspecify.annotations.NullMarked;
