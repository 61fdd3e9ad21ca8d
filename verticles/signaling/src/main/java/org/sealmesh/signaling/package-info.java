/// The signaling of one node: which parties of calls are on its sockets, and what each may say now.
@NullMarked
package org.sealmesh.signaling;

import org.jspecify.annotations.NullMarked;
