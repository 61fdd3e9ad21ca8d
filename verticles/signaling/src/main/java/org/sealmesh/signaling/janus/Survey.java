package org.sealmesh.signaling.janus;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.Feed;

/// Finds out who is in a room and sends what, for a party that has been in it while nobody
/// listened.
record Survey(JanusSession session, long handle, VideoRoom room, PartyId party, Roster roster) {

  /// Everybody, the party itself among them. Fails if it is not there.
  Future<List<Feed>> feeds() {
    return present().compose(this::describe);
  }

  /// Everybody in the room, by name; fails if the party itself is not.
  private Future<List<JsonObject>> present() {
    return session
        .message(handle, room.participants())
        .compose(listed -> {
          List<JsonObject> all = VideoRoom.objects(VideoRoom.data(listed), "participants");
          boolean isThere = all.stream().anyMatch(one -> party.text().equals(one.getString("id")));
          return isThere
              ? Future.succeededFuture(all)
              : Future.failedFuture(new JanusFailure(JanusFailure.NO_SUCH_ROOM));
        });
  }

  /// Janus tells what others send to those alone who come in, or who subscribe. So a handle
  /// subscribes to all of it, is told, and goes before anything flows.
  private Future<List<Feed>> describe(List<JsonObject> present) {
    Map<PartyId, Feed> feeds = new HashMap<>();
    List<PartyId> sending = new ArrayList<>();
    for (JsonObject one : present) {
      Optional<Feed> feed = roster.attendee(one);
      feed.ifPresent(it -> feeds.put(it.party(), it));
      if (feed.isPresent() && one.getBoolean("publisher", false)) {
        sending.add(feed.get().party());
      }
    }
    if (sending.isEmpty()) {
      return Future.succeededFuture(List.copyOf(feeds.values()));
    }
    return session
        .attach()
        .compose(own ->
            session.message(own, room.describe(sending)).onComplete(told -> session.detach(own)))
        .map(attached -> withLines(feeds, VideoRoom.data(attached)));
  }

  private static List<Feed> withLines(Map<PartyId, Feed> feeds, JsonObject attached) {
    Map<PartyId, List<Feed.FeedLine>> lines = new HashMap<>();
    for (JsonObject stream : VideoRoom.objects(attached, "streams")) {
      var party = Lines.party(stream.getString("feed_id"));
      var line = Lines.of(stream.getString("feed_description"));
      String mid = stream.getString("feed_mid");
      if (party.isPresent() && line.isPresent() && mid != null) {
        lines
            .computeIfAbsent(party.get(), first -> new ArrayList<>())
            .add(new Feed.FeedLine(mid, line.get()));
      }
    }
    return feeds.values().stream()
        .map(feed ->
            new Feed(feed.party(), feed.user(), lines.getOrDefault(feed.party(), List.of())))
        .toList();
  }
}
