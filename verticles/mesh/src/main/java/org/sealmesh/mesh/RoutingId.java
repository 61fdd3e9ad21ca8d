package org.sealmesh.mesh;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.UUID;
import org.sealmesh.bus.wire.Id;

/// The pseudonym of a user or of a conversation: the only identity the mesh knows, and it cannot
/// tell which it is.
///
/// Printing shows no value, since routing ids are metadata that logs must not hold; so it is with
/// every id.
public record RoutingId(UUID value) implements Id {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static RoutingId of(byte[] bytes) {
    return new RoutingId(Id.uuid(bytes));
  }

  /// @throws IllegalArgumentException if the text is not an id
  public static RoutingId parse(String text) {
    return new RoutingId(Id.uuid(text));
  }

  @Override
  public String toString() {
    return "RoutingId(…)";
  }
}
