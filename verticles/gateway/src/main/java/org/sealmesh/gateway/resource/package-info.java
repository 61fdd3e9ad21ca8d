/// The operations of the API, a class for each thing they are about.
@NullMarked
package org.sealmesh.gateway.resource;

import org.jspecify.annotations.NullMarked;
