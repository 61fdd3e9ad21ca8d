package org.sealmesh.signaling.janus;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.Feed;
import org.sealmesh.mesh.media.Line;
import org.sealmesh.mesh.media.OfferedLine;

/// What lines are of, as Janus keeps it for us: a text beside each.
final class Lines {
  static String text(Line line) {
    return line.name().toLowerCase(Locale.ROOT);
  }

  static Optional<Line> of(@Nullable String text) {
    for (Line line : Line.values()) {
      if (text(line).equals(text)) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  static Optional<PartyId> party(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(PartyId.parse(text));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  /// Those that a publisher sends now.
  static List<Feed.FeedLine> sent(JsonObject publisher) {
    List<Feed.FeedLine> lines = new ArrayList<>();
    for (JsonObject stream : VideoRoom.objects(publisher, "streams")) {
      String mid = stream.getString("mid");
      Optional<Line> line = of(stream.getString("description"));
      if (mid != null && line.isPresent() && !stream.getBoolean("disabled", false)) {
        lines.add(new Feed.FeedLine(mid, line.get()));
      }
    }
    return lines;
  }

  /// Those of an offer.
  static List<OfferedLine> offered(JsonObject data) {
    List<OfferedLine> lines = new ArrayList<>();
    for (JsonObject stream : VideoRoom.objects(data, "streams")) {
      String mid = stream.getString("mid");
      if (mid != null) {
        lines.add(offered(mid, stream));
      }
    }
    return lines;
  }

  private static OfferedLine offered(String mid, JsonObject stream) {
    Optional<PartyId> party = party(stream.getString("feed_id"));
    Optional<Line> line = of(stream.getString("feed_description"));
    boolean isOfSomebody =
        party.isPresent() && line.isPresent() && stream.getBoolean("active", false);
    return isOfSomebody
        ? new OfferedLine(mid, party.get(), line.get())
        : new OfferedLine(mid, null, null);
  }

  private Lines() {}
}
