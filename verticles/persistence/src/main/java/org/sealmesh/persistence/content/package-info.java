/// How the bodies of messages stand in the database: as text, or sealed under keys that lie
/// elsewhere.
@NullMarked
package org.sealmesh.persistence.content;

import org.jspecify.annotations.NullMarked;
