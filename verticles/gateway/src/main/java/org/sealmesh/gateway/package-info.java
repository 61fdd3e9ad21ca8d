/// The HTTP API and the app, for browsers.
@NullMarked
package org.sealmesh.gateway;

import org.jspecify.annotations.NullMarked;
