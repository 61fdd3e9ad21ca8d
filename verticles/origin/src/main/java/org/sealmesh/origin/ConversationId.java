package org.sealmesh.origin;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// A conversation, as the API names it. The mesh knows its routing id instead.
public record ConversationId(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ConversationId of(byte[] bytes) {
    return new ConversationId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static ConversationId parse(String text) {
    return new ConversationId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "ConversationId(…)";
  }
}
