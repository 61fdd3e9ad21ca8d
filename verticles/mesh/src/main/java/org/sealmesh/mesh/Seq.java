package org.sealmesh.mesh;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// The place of an event in its conversation: 1, 2, 3 … without gaps. Zero is the place before the
/// first.
///
/// @param value 0 … 2^53 − 1, so that JavaScript can count along
public record Seq(@JsonValue long value) implements Comparable<Seq> {
  public static final long MAX = (1L << 53) - 1;
  public static final Seq NONE = new Seq(0);

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Seq {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException("a seq is between 0 and 2^53 - 1");
    }
  }

  public Seq next() {
    return new Seq(value + 1);
  }

  public boolean isAfter(Seq other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Seq other) {
    return Long.compare(value, other.value);
  }
}
