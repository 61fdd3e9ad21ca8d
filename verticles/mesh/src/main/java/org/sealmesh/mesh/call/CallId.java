package org.sealmesh.mesh.call;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// Names a call, at the origin and in the mesh.
public record CallId(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static CallId of(byte[] bytes) {
    return new CallId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static CallId parse(String text) {
    return new CallId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "CallId(…)";
  }
}
