package org.sealmesh.mesh;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Names a process of the mesh for as long as it lives.
///
/// @param value 1 … 64 characters of `[A-Za-z0-9_-]`
public record NodeId(@JsonValue String value) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public NodeId {
    if (!value.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("a node id has 1 to 64 characters of [A-Za-z0-9_-]");
    }
  }
}
