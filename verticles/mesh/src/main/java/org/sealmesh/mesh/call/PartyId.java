package org.sealmesh.mesh.call;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// Names one client object in one call: a tab of a device, drawn at random by itself.
public record PartyId(UUID value) implements Id {
  /// Stands for all parties of a user.
  public static final PartyId ALL = new PartyId(new UUID(0, 0));

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static PartyId of(byte[] bytes) {
    return new PartyId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static PartyId parse(String text) {
    return new PartyId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "PartyId(…)";
  }
}
