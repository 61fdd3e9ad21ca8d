/// What happened in a conversation: the shape that an envelope opens to, and that sync and history
/// answer with.
@NullMarked
package org.sealmesh.origin.event;

import org.jspecify.annotations.NullMarked;
