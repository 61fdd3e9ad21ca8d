package org.sealmesh.mesh;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// Names one unbroken history of the origin's database. It changes after a restore or a fail-over
/// that may have lost commits, and clients then discard what they cached.
public record Timeline(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Timeline of(byte[] bytes) {
    return new Timeline(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static Timeline parse(String text) {
    return new Timeline(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "Timeline(…)";
  }
}
