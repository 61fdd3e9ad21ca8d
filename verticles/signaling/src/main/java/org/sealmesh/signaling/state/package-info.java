/// What parties may say in a call, without Vert.x.
@NullMarked
package org.sealmesh.signaling.state;

import org.jspecify.annotations.NullMarked;
