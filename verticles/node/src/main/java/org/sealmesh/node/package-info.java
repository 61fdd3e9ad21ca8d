/// main(): reads the configuration and starts the roles of one process.
@NullMarked
package org.sealmesh.node;

import org.jspecify.annotations.NullMarked;
