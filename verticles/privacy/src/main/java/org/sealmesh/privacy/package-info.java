/// Jobs on what the site keeps of people.
@NullMarked
package org.sealmesh.privacy;

import org.jspecify.annotations.NullMarked;
