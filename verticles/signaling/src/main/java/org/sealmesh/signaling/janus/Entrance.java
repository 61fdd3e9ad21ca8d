package org.sealmesh.signaling.janus;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.sealmesh.mesh.media.MediaAnswer.Why;
import org.sealmesh.signaling.media.MediaServer.Entry;
import org.sealmesh.signaling.media.MediaServer.Resumed;

/// The way of one party into a room of Janus: by the session that it has already, or by a new one.
final class Entrance {
  /// To make the room and to put out who has the name; each can be undone by another node at that
  /// moment.
  private static final int ATTEMPTS_MAX = 5;

  private final JanusSession.Requests requests;
  private final RoomKeys keys;
  private final int participantsMax;
  private final Entry entry;
  private final Tokens tokens;
  private final VideoRoom room;
  private final Roster roster;

  Entrance(
      JanusSession.Requests requests,
      RoomKeys keys,
      int participantsMax,
      Entry entry,
      Tokens tokens,
      Roster roster) {
    this.requests = requests;
    this.keys = keys;
    this.participantsMax = participantsMax;
    this.entry = entry;
    this.tokens = tokens;
    this.roster = roster;
    this.room = new VideoRoom(entry.call(), keys.roomSecret(entry.call()), tokens.room());
  }

  /// The party is in the room.
  record Inside(JanusSession session, RoomKeys.Place place, VideoRoom room, Resumed resumed) {}

  /// No more come in.
  static final class Full extends Exception {
    private static final long serialVersionUID = 1;

    Full() {
      super("full", null, false, false);
    }
  }

  static Why why(Throwable failure) {
    return switch (failure) {
      case JanusFailure it -> it.why();
      case Full it -> Why.FULL;
      default -> throw new IllegalStateException(failure);
    };
  }

  /// @param place where it has been, if it is to be resumed
  Future<Inside> enter(Optional<RoomKeys.Place> place) {
    return place.map(known -> resume(known).recover(gone -> anew())).orElseGet(this::anew);
  }

  private Future<Inside> resume(RoomKeys.Place place) {
    return JanusSession.claim(requests, place.session(), tokens.core())
        .compose(session ->
            new Survey(session, place.publisher(), room, entry.party(), roster)
                .feeds()
                .map(feeds -> {
                  roster.replace(feeds);
                  return new Inside(session, place, room, Resumed.YES);
                }));
  }

  private Future<Inside> anew() {
    return JanusSession.create(requests, tokens.core())
        .compose(session ->
            session
                .attach()
                .compose(publisher ->
                    session.attach().map(sub -> new RoomKeys.Place(session.id(), publisher, sub)))
                .compose(place ->
                    join(session, place.publisher(), ATTEMPTS_MAX)
                        .compose(this::lookAround)
                        .map(in -> new Inside(session, place, room, Resumed.NO)))
                .recover(
                    failure -> session.destroy().transform(ended -> Future.failedFuture(failure))));
  }

  private Future<JsonObject> join(JanusSession session, long handle, int attempts) {
    Future<JsonObject> joined = session.message(handle, room.join(entry.party(), entry.user()));
    return joined.recover(failure -> {
      if (attempts == 0) {
        return Future.failedFuture(failure);
      }
      if (JanusFailure.is(failure, JanusFailure.NO_SUCH_ROOM)) {
        return makeRoom(session, handle).compose(made -> join(session, handle, attempts - 1));
      }
      if (JanusFailure.is(failure, JanusFailure.NAME_TAKEN)) {
        // Whether it was there, or has just gone, is all the same.
        return session
            .message(handle, room.kick(entry.party()))
            .transform(out -> join(session, handle, attempts - 1));
      }
      return Future.failedFuture(failure);
    });
  }

  private Future<?> makeRoom(JanusSession session, long handle) {
    return session
        .message(handle, room.create(keys.adminKey(), participantsMax))
        .recover(failure ->
            // Somebody else was faster, and made the same.
            JanusFailure.is(failure, JanusFailure.ROOM_EXISTS)
                ? Future.succeededFuture(new JsonObject())
                : Future.failedFuture(failure));
  }

  private Future<Void> lookAround(JsonObject joined) {
    roster.onJoined(VideoRoom.data(joined));
    return roster.feeds().size() < participantsMax
        ? Future.succeededFuture()
        : Future.failedFuture(new Full());
  }
}
