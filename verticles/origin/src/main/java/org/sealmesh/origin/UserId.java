package org.sealmesh.origin;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// An account or guest, as the API names it. The mesh knows the user's routing id instead.
public record UserId(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static UserId of(byte[] bytes) {
    return new UserId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static UserId parse(String text) {
    return new UserId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "UserId(…)";
  }
}
