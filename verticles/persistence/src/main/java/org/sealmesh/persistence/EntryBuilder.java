package org.sealmesh.persistence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Puts together what is told of one thing; what is not there is left out.
final class EntryBuilder {
  private final List<Entry.Datum> data = new ArrayList<>();

  EntryBuilder with(String name, @Nullable String value) {
    if (value != null) {
      data.add(new Entry.Datum(name, value));
    }
    return this;
  }

  /// In UTC, as RFC 3339 writes it.
  EntryBuilder with(String name, @Nullable Instant at) {
    return with(name, at == null ? null : at.toString());
  }

  EntryBuilder with(String name, long number) {
    return with(name, Long.toString(number));
  }

  Entry as(ReadPerson asked, String id) {
    return new Entry(asked.section(), id, data);
  }

  /// A page of lines of which one more was asked for than it may have.
  ///
  /// @param key what the lines are ordered by; the next page begins after it
  static PersonPage page(
      ReadPerson asked, List<Line> lines, String key, Function<Line, Entry> entry) {
    List<Line> shown = lines.stream().limit(asked.limit()).toList();
    String next =
        lines.size() > asked.limit() ? HexFormat.of().formatHex(shown.getLast().bytes(key)) : null;
    return new PersonPage(shown.stream().map(entry).toList(), next);
  }

  /// A page of what one statement finds of her.
  ///
  /// @param found a statement whose question marks are her, the key after which it begins, and the
  ///   time as of which it is asked
  /// @param key one of its columns
  static PersonPage keyed(
      Session session, ReadPerson asked, String found, String key, Function<Line, Entry> entry) {
    List<Line> lines =
        session.lines(
            found + " ORDER BY " + key + " LIMIT ?",
            asked.user(),
            after(asked),
            asked.asOf(),
            asked.limit() + 1);
    return page(asked, lines, key, entry);
  }

  /// Before all keys, or the last one of the page before.
  static byte[] after(ReadPerson asked) {
    String after = asked.after();
    return after == null ? new byte[0] : HexFormat.of().parseHex(after);
  }
}
