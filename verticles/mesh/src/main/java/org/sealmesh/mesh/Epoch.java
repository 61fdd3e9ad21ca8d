package org.sealmesh.mesh;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// The number of a conversation key: 1 for the first, one more whenever the key turns.
public record Epoch(@JsonValue int value) {
  public static final Epoch FIRST = new Epoch(1);

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Epoch {
    if (value < 1) {
      throw new IllegalArgumentException("an epoch is between 1 and 2^31 - 1");
    }
  }

  public Epoch next() {
    return new Epoch(Math.addExact(value, 1));
  }
}
