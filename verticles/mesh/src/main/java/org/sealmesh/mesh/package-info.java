/// The vocabulary of every node: envelopes, routing ids, tickets, addresses and limits.
@NullMarked
package org.sealmesh.mesh;

import org.jspecify.annotations.NullMarked;
