package org.sealmesh.mesh;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// One browser profile or program of a user, chosen by the origin when its session begins.
public record DeviceId(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static DeviceId of(byte[] bytes) {
    return new DeviceId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static DeviceId parse(String text) {
    return new DeviceId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "DeviceId(…)";
  }
}
