package org.sealmesh.origin.persistence;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Section;

/// Reads what the site keeps of one person, as it stood at some time: what came later is left out;
/// what was changed or deleted since reads as it is now.
public sealed interface PersonCommand extends PersistenceMessage {

  /// The next entries of a section, in an order that does not change: whoever asks again with the
  /// same place gets the same, unless it was changed meanwhile.
  ///
  /// @param after where the page before ended; null for the first
  /// @param limit 1 … 500 entries are looked at; fewer may be told, also while there are more
  record ReadPerson(UserId user, Section section, Instant asOf, @Nullable String after, int limit)
      implements PersonCommand, Ask<PersonPage> {}

  /// How many entries there are in all sections together, about.
  record EstimatePerson(UserId user) implements PersonCommand, Ask<PersonEstimate> {}

  /// @param next where the next page begins; null if this was the last
  record PersonPage(List<Entry> entries, @Nullable String next) {
    public PersonPage {
      entries = List.copyOf(entries);
    }
  }

  record PersonEstimate(long entries) {}
}
