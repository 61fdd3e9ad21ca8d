package org.sealmesh.mesh.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// Names a ticket through all its refreshes, so that passes can name it.
public record TicketId(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static TicketId of(byte[] bytes) {
    return new TicketId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static TicketId parse(String text) {
    return new TicketId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "TicketId(…)";
  }
}
