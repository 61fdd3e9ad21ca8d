package org.sealmesh.persistence;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.sealmesh.persistence.sql.Line;

/// Where reading a person's conversations goes on.
///
/// @param conversation the id's bytes; none before the first conversation
/// @param floor which membership in it
/// @param seq the event of it that is next; 0 for its first
/// @param end the last one that she saw; 0 as long as nobody has looked
record Place(byte[] conversation, long floor, long seq, long end) {
  private static final Place FIRST = new Place(new byte[0], 0, 0, 0);

  static Place of(Line membership) {
    return new Place(membership.bytes("conversation_id"), membership.number("floor_seq"), 0, 0);
  }

  /// Whether both are of the same membership.
  boolean isWith(Place other) {
    return Arrays.equals(conversation, other.conversation) && floor == other.floor;
  }

  /// The membership after this one.
  Place past() {
    return new Place(conversation, floor + 1, 0, 0);
  }

  Place at(long next, long last) {
    return new Place(conversation, floor, next, last);
  }

  String text() {
    return "%s:%d:%d:%d".formatted(HexFormat.of().formatHex(conversation), floor, seq, end);
  }

  static Place parse(@Nullable String text) {
    if (text == null) {
      return FIRST;
    }
    String[] parts = text.split(":", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("no place in a person's conversations");
    }
    return new Place(
        HexFormat.of().parseHex(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]));
  }
}
