/// What somebody shows to be let in.
@NullMarked
package org.sealmesh.gateway.signin;

import org.jspecify.annotations.NullMarked;
