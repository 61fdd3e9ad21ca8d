/// Who may do how much: pure state, shared by the instances of a process.
@NullMarked
package org.sealmesh.gateway.limit;

import org.jspecify.annotations.NullMarked;
