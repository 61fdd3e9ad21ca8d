package org.sealmesh.signaling.janus;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.mesh.media.MediaRequest.Subscribe.Wanted;
import org.sealmesh.mesh.media.OfferedLine;

/// What a party receives, by one connection for all it has asked for, which Janus offers.
///
/// There is one offer at a time. What is wanted while one is not answered yet is `done`, and comes
/// as an offer of its own once it is: Janus keeps a change so, and a restart of ICE, which it would
/// forget, is kept here.
final class Subscription {
  private final JanusSession session;
  private final long handle;
  private final VideoRoom room;
  private Set<Wanted> received = new HashSet<>();
  private List<OfferedLine> lines = List.of();
  private boolean isOffered;
  private boolean isRestartWanted;

  Subscription(JanusSession session, long handle, VideoRoom room) {
    this.session = session;
    this.handle = handle;
    this.room = room;
  }

  /// The same with a newer token; what was said stays said.
  Subscription in(VideoRoom renewed) {
    Subscription next = new Subscription(session, handle, renewed);
    next.received = received;
    next.lines = lines;
    next.isOffered = isOffered;
    next.isRestartWanted = isRestartWanted;
    return next;
  }

  Future<MediaAnswer> change(MediaRequest.Subscribe wanted) {
    List<Wanted> add = new ArrayList<>(new HashSet<>(wanted.add()));
    // Janus would send it twice.
    add.removeAll(received);
    if (add.isEmpty() && wanted.drop().isEmpty()) {
      return Future.succeededFuture(new MediaAnswer.Done());
    }
    return session
        .message(handle, VideoRoom.change(add, wanted.drop()))
        .recover(failure ->
            // Nothing has been received yet: then it is joined, and not changed.
            JanusFailure.is(failure, JanusFailure.JOIN_FIRST) && !add.isEmpty()
                ? session.message(handle, room.subscribeFirst(add))
                : Future.failedFuture(failure))
        .compose(message ->
            isOfferLost(message)
                ? Future.failedFuture(new JanusFailure(JanusFailure.OFFER_LOST))
                : Future.succeededFuture(answer(message)));
  }

  /// It keeps the change until an offer is answered that this node has never seen.
  private boolean isOfferLost(JsonObject message) {
    return !isOffered && "updating".equals(VideoRoom.data(message).getString("videoroom"));
  }

  Future<MediaAnswer> restart() {
    if (isOffered) {
      isRestartWanted = true;
      return Future.succeededFuture(new MediaAnswer.Done());
    }
    return session.message(handle, VideoRoom.restart()).map(this::answer);
  }

  /// The party's answer; and then, if it wanted a restart meanwhile, that offer.
  ///
  /// @param later gets an offer that nobody waits for
  Future<MediaAnswer> answered(String sdp, Consumer<MediaEvent> later) {
    return session
        .message(handle, VideoRoom.start(), VideoRoom.jsep("answer", sdp))
        .map(started -> {
          isOffered = false;
          if (isRestartWanted) {
            isRestartWanted = false;
            session
                .message(handle, VideoRoom.restart())
                .onSuccess(message -> onEvent(message).ifPresent(later));
          }
          return new MediaAnswer.Done();
        });
  }

  Future<MediaAnswer> layers(MediaRequest.Layers wanted) {
    return session
        .message(handle, VideoRoom.layers(wanted.layers()))
        .map(configured -> new MediaAnswer.Done());
  }

  /// What Janus says of it unasked.
  ///
  /// @return an offer, if there is one
  Optional<MediaEvent> onEvent(JsonObject message) {
    return answer(message) instanceof MediaAnswer.Offer(var sdp, var lines)
        ? Optional.of(new MediaEvent.Offered(sdp, lines))
        : Optional.empty();
  }

  private MediaAnswer answer(JsonObject message) {
    String sdp = VideoRoom.sdp(message);
    if (sdp == null) {
      return new MediaAnswer.Done();
    }
    isOffered = true;
    JsonObject data = VideoRoom.data(message);
    // An offer of a restart does not list them again: they are as they were.
    if (data.containsKey("streams")) {
      received = received(data);
      lines = Lines.offered(data);
    }
    return new MediaAnswer.Offer(sdp, lines);
  }

  private static Set<Wanted> received(JsonObject data) {
    Set<Wanted> all = new HashSet<>();
    for (JsonObject stream : VideoRoom.objects(data, "streams")) {
      String mid = stream.getString("feed_mid");
      if (mid != null && stream.getBoolean("active", false)) {
        Lines.party(stream.getString("feed_id")).ifPresent(of -> all.add(new Wanted(of, mid)));
      }
    }
    return all;
  }
}
