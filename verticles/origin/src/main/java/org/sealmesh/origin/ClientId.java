package org.sealmesh.origin;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// Chosen by a client to repeat a request safely: unique per sender and conversation, kept for 30
/// days.
public record ClientId(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ClientId of(byte[] bytes) {
    return new ClientId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static ClientId parse(String text) {
    return new ClientId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "ClientId(…)";
  }
}
