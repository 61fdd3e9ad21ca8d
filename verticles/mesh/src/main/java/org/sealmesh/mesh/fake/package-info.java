/// Doubles for tests of those who live in a mesh.
@NullMarked
package org.sealmesh.mesh.fake;

import org.jspecify.annotations.NullMarked;
