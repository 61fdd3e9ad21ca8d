/// What a change becomes: decided in memory, under the conversation's lock, without a database or
/// an event loop in sight.
@NullMarked
package org.sealmesh.persistence.ledger;

import org.jspecify.annotations.NullMarked;
