package org.sealmesh.origin;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// A message: what `message.sent` began and later events edit or delete.
public record MessageId(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static MessageId of(byte[] bytes) {
    return new MessageId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static MessageId parse(String text) {
    return new MessageId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "MessageId(…)";
  }
}
