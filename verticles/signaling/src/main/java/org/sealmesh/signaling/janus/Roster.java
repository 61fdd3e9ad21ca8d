package org.sealmesh.signaling.janus;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.Feed;
import org.sealmesh.mesh.media.Line;
import org.sealmesh.mesh.media.MediaEvent;

/// Who is in a room and sends what, as one party is told; and what of it is news.
///
/// Whose names are not ours is not there. Bounded by what a room holds.
final class Roster {
  private final PartyId self;
  private final RoutingId user;
  private final Meter.Counter malformed;
  private final Map<PartyId, Feed> feeds = new HashMap<>();

  Roster(PartyId self, RoutingId user, Meter.Counter malformed) {
    this.self = self;
    this.user = user;
    this.malformed = malformed;
  }

  /// Of the others.
  List<Feed> feeds() {
    return feeds.values().stream().filter(feed -> !feed.party().equals(self)).toList();
  }

  /// The party's own lines, which it has just published.
  void publish(List<Feed.FeedLine> lines) {
    feeds.put(self, new Feed(self, user, lines));
  }

  /// Forgets what was, and knows these.
  void replace(List<Feed> all) {
    feeds.clear();
    all.forEach(feed -> feeds.put(feed.party(), feed));
  }

  /// Knows these from now on.
  ///
  /// @return what of it is news
  List<MediaEvent> change(List<Feed> all) {
    Map<PartyId, Feed> before = new HashMap<>(feeds);
    replace(all);
    List<MediaEvent> news = new ArrayList<>();
    for (PartyId gone : before.keySet()) {
      if (!feeds.containsKey(gone) && !gone.equals(self)) {
        news.add(new MediaEvent.Gone(gone));
      }
    }
    List<Feed> come =
        feeds().stream().filter(feed -> !feed.equals(before.get(feed.party()))).toList();
    if (!come.isEmpty()) {
      news.add(new MediaEvent.Feeds(come));
    }
    return news;
  }

  /// The room as the party found it when it came in.
  void onJoined(JsonObject data) {
    VideoRoom.objects(data, "attendees").forEach(this::put);
    VideoRoom.objects(data, "publishers").forEach(this::put);
  }

  /// A party without what it sends.
  Optional<Feed> attendee(JsonObject participant) {
    Optional<PartyId> party = Lines.party(participant.getString("id"));
    Optional<RoutingId> of = user(participant.getString("display"));
    if (party.isEmpty() || of.isEmpty()) {
      malformed.increment();
      return Optional.empty();
    }
    return Optional.of(new Feed(party.get(), of.get(), Lines.sent(participant)));
  }

  private Optional<Feed> put(JsonObject participant) {
    Optional<Feed> feed = attendee(participant);
    feed.ifPresent(one -> feeds.put(one.party(), one));
    return feed;
  }

  private static Optional<RoutingId> user(@Nullable String display) {
    try {
      return display == null ? Optional.empty() : Optional.of(RoutingId.parse(display));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  /// By which that line of that party is known.
  Optional<String> mid(PartyId party, Line line) {
    return Optional.ofNullable(feeds.get(party)).stream()
        .flatMap(feed -> feed.lines().stream())
        .filter(one -> one.line() == line)
        .map(Feed.FeedLine::mid)
        .findFirst();
  }

  /// Takes what the plugin says of the room.
  ///
  /// @return what the party is told; nothing if it is no news
  Optional<MediaEvent> onEvent(JsonObject data) {
    if ("destroyed".equals(data.getString("videoroom"))) {
      return Optional.of(new MediaEvent.Ended(MediaEvent.Why.ENDED));
    }
    if (data.containsKey("publishers")) {
      return come(VideoRoom.objects(data, "publishers"));
    }
    JsonObject joining = data.getJsonObject("joining");
    if (joining != null) {
      return come(List.of(joining));
    }
    if ("kicked".equals(data.getString("reason"))) {
      return Optional.of(new MediaEvent.Ended(MediaEvent.Why.KICKED));
    }
    if (data.containsKey("moderation")) {
      return moderated(data);
    }
    if (data.containsKey("unpublished")) {
      return silent(data.getString("unpublished"));
    }
    String left = data.getString("leaving", data.getString("kicked"));
    return Lines.party(left)
        .filter(party -> !party.equals(self))
        .map(feeds::remove)
        .map(feed -> new MediaEvent.Gone(feed.party()));
  }

  private Optional<MediaEvent> come(List<JsonObject> participants) {
    List<Feed> come = new ArrayList<>();
    for (JsonObject participant : participants) {
      put(participant).filter(feed -> !feed.party().equals(self)).ifPresent(come::add);
    }
    return come.isEmpty() ? Optional.empty() : Optional.of(new MediaEvent.Feeds(come));
  }

  /// It is there and sends nothing any more; said several times for one that goes.
  private Optional<MediaEvent> silent(String who) {
    Feed before = Lines.party(who).map(feeds::get).orElse(null);
    if (before == null || before.lines().isEmpty() || before.party().equals(self)) {
      return Optional.empty();
    }
    Feed now = new Feed(before.party(), before.user(), List.of());
    feeds.put(now.party(), now);
    return Optional.of(new MediaEvent.Feeds(List.of(now)));
  }

  private Optional<MediaEvent> moderated(JsonObject data) {
    Feed feed = Lines.party(data.getString("id")).map(feeds::get).orElse(null);
    String mid = data.getString("mid");
    if (feed == null || mid == null) {
      return Optional.empty();
    }
    boolean isMuted = "muted".equals(data.getString("moderation"));
    return feed.lines().stream()
        .filter(line -> line.mid().equals(mid))
        .findFirst()
        .map(line -> new MediaEvent.Muted(feed.party(), line.line(), isMuted));
  }
}
