package org.sealmesh.persistence.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// The ids of an `IN (…)`, and its question marks.
///
/// The length is a power of two, so that few texts of statements exist and they stay prepared. It
/// is filled up with ids that nobody has, each another one: H2 answers twice for an id that stands
/// there twice. Whoever reads looks for the ids that she asked for, so that even a row of such an
/// id would reach nobody.
///
/// @param marks with their brackets
public record InList(String marks, List<Object> ids) {

  /// An id that is not random, and so nobody's.
  private record Filler(UUID value) implements Id {}

  /// @param asked ids or hashes, each once
  public static InList of(List<?> asked) {
    if (asked.isEmpty()) {
      throw new IllegalArgumentException("nothing is in an empty list");
    }
    List<Object> ids = new ArrayList<>(asked);
    while (Integer.bitCount(ids.size()) != 1) {
      ids.add(new Filler(new UUID(0, ids.size())));
    }
    String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
    return new InList("(" + marks + ")", List.copyOf(ids));
  }

  public Object[] values() {
    return ids.toArray();
  }
}
