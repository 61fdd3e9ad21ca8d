/// How verticles talk: typed addresses, `tell` and `ask`, codecs derived from records, and the
/// clock.
///
/// Nothing here knows what is said; the vocabularies live in `mesh` and `origin`.
@NullMarked
package org.sealmesh.bus;

import org.jspecify.annotations.NullMarked;
