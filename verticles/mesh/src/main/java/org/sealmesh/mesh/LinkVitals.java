package org.sealmesh.mesh;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How one uplink of an origin is, for an operator's eyes.
///
/// @param mesh the name in the origin's configuration
/// @param relay host and port as they are dialled
/// @param since how long the link has been up, or how long it has been down
/// @param unanswered requests that wait for the relay's answer
/// @param refused requests for which the link had no room, since the origin started
/// @param lost requests that were sent and not answered in time, or not at all, since then
/// @param losses times that a link which stood was lost, since then
/// @param reported what the relay said of itself last; null if it never did
/// @param heardAgo how long ago it answered a beacon; null if it never did
public record LinkVitals(
    String mesh,
    String relay,
    State state,
    Duration since,
    long unanswered,
    long refused,
    long lost,
    long losses,
    @Nullable NodeVitals reported,
    @Nullable Duration heardAgo) {

  /// Whether requests go over it.
  public enum State {
    @JsonProperty("up")
    UP,
    @JsonProperty("down")
    DOWN
  }
}
