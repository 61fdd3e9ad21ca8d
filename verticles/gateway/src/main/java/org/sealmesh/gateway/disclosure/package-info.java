/// What anybody can check of the running site: what it keeps, where, for how long, and whom a
/// browser talks to. All of it follows from the settings; nothing is written down by hand.
@NullMarked
package org.sealmesh.gateway.disclosure;

import org.jspecify.annotations.NullMarked;
