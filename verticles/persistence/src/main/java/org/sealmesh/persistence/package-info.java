/// Keeps every event in the site's own database.
@NullMarked
package org.sealmesh.persistence;

import org.jspecify.annotations.NullMarked;
