/// What the database verticle is asked.
@NullMarked
package org.sealmesh.origin.persistence;

import org.jspecify.annotations.NullMarked;
