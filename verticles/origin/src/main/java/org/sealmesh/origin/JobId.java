package org.sealmesh.origin;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// One of the site's privacy jobs: an export, for example.
public record JobId(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static JobId of(byte[] bytes) {
    return new JobId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static JobId parse(String text) {
    return new JobId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "JobId(…)";
  }
}
