package org.sealmesh.mesh.media;

import java.util.List;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.PartyId;

/// What one party sends. The node tells whose party it is, and a browser believes it only once the
/// party has said so itself, sealed.
///
/// @param lines of which the media server has the description; none before it has published
public record Feed(PartyId party, RoutingId user, List<FeedLine> lines) {
  public Feed {
    lines = List.copyOf(lines);
  }

  /// @param mid by which it is asked for, among the lines of its party
  public record FeedLine(String mid, Line line) {}
}
