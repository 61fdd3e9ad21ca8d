package org.sealmesh.signaling.janus;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.IceCandidate;
import org.sealmesh.mesh.media.Leg;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaAnswer.Why;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.signaling.media.MediaMetrics;
import org.sealmesh.signaling.media.MediaParty;

/// A party in a room of Janus: a session with one handle for what it sends, by which it is in the
/// room, and one for what it receives.
final class JanusParty implements MediaParty {
  private final JanusSessions sessions;
  private final JanusSession session;
  private final RoomKeys.Place place;
  private final PartyId party;
  private final Roster roster;
  private final MediaMetrics metrics;
  private VideoRoom room;
  private Subscription subscription;
  private @Nullable Listener listener;
  private boolean isResting;
  private long keptAliveNs;

  /// Which sessions a node keeps.
  interface JanusSessions {
    void forget(JanusSession session);
  }

  JanusParty(
      JanusSessions sessions,
      JanusSession session,
      RoomKeys.Place place,
      VideoRoom room,
      PartyId party,
      Roster roster,
      MediaMetrics metrics,
      Listener listener,
      long nowNs) {
    this.sessions = sessions;
    this.session = session;
    this.place = place;
    this.room = room;
    this.party = party;
    this.roster = roster;
    this.metrics = metrics;
    this.listener = listener;
    this.keptAliveNs = nowNs;
    this.subscription = new Subscription(session, place.subscriber(), room);
  }

  @Override
  public Future<MediaAnswer> obey(MediaRequest request) {
    Future<MediaAnswer> answer =
        switch (request) {
          case MediaRequest.Join join ->
              throw new IllegalArgumentException("who is in a room does not join it");
          case MediaRequest.Renew(String token) -> renew(token);
          case MediaRequest.Publish publish -> publish(publish);
          case MediaRequest.Subscribe wanted -> subscription.change(wanted);
          case MediaRequest.Answer(String sdp) -> subscription.answered(sdp, this::tell);
          case MediaRequest.Candidates candidates -> trickle(candidates);
          case MediaRequest.Layers layers -> subscription.layers(layers);
          case MediaRequest.Restart restart -> subscription.restart();
          case MediaRequest.Mute mute -> mute(mute);
          case MediaRequest.Kick(PartyId other) -> done(ask(room.kick(other)));
          case MediaRequest.EndForAll end -> done(ask(room.destroy()));
          case MediaRequest.Leave leave -> {
            leave();
            yield Future.succeededFuture(new MediaAnswer.Done());
          }
        };
    return answer.recover(this::refused);
  }

  private Future<MediaAnswer> refused(Throwable failure) {
    if (!(failure instanceof JanusFailure why)) {
      return Future.failedFuture(failure);
    }
    if (why.isOfOneForgotten()) {
      onForgotten();
    }
    return Future.succeededFuture(new MediaAnswer.Refused(why.why()));
  }

  private Future<JsonObject> ask(JsonObject body) {
    return session.message(place.publisher(), body);
  }

  private static Future<MediaAnswer> done(Future<JsonObject> asked) {
    return asked.map(answered -> new MediaAnswer.Done());
  }

  private static Future<MediaAnswer> refuse(Why why) {
    return Future.succeededFuture(new MediaAnswer.Refused(why));
  }

  /// The newer token is shown at once, and counts if it is taken.
  private Future<MediaAnswer> renew(String token) {
    Optional<Tokens> newer = Tokens.parse(token);
    if (newer.isEmpty()) {
      return refuse(Why.BAD_TOKEN);
    }
    String before = session.token();
    session.renew(newer.get().core());
    return done(session.keepAlive())
        .onSuccess(taken -> {
          room = new VideoRoom(room.call(), room.secret(), newer.get().room());
          subscription = subscription.in(room);
        })
        .onFailure(refused -> session.renew(before));
  }

  private Future<MediaAnswer> publish(MediaRequest.Publish publish) {
    return session
        .message(
            place.publisher(),
            VideoRoom.publish(publish.lines()),
            VideoRoom.jsep("offer", publish.sdp()))
        .map(configured -> {
          String sdp = VideoRoom.sdp(configured);
          if (sdp == null) {
            return new MediaAnswer.Refused(Why.BAD_DESCRIPTION);
          }
          roster.publish(publish.lines());
          return new MediaAnswer.Published(sdp);
        });
  }

  private Future<MediaAnswer> trickle(MediaRequest.Candidates request) {
    JsonArray candidates = new JsonArray();
    request.candidates().forEach(candidate -> candidates.add(trickled(candidate)));
    if (request.end()) {
      candidates.add(new JsonObject().put("completed", true));
    }
    if (candidates.isEmpty()) {
      return Future.succeededFuture(new MediaAnswer.Done());
    }
    long handle = request.leg() == Leg.PUBLISH ? place.publisher() : place.subscriber();
    return done(session.trickle(handle, candidates));
  }

  private static JsonObject trickled(IceCandidate candidate) {
    JsonObject json = new JsonObject().put("candidate", candidate.candidate());
    if (candidate.mid() != null) {
      json.put("sdpMid", candidate.mid());
    }
    // Janus wants one of the two, and takes the first line if there is neither.
    Integer index = candidate.index();
    if (index != null || candidate.mid() == null) {
      json.put("sdpMLineIndex", index == null ? 0 : index);
    }
    return json;
  }

  private Future<MediaAnswer> mute(MediaRequest.Mute mute) {
    Optional<String> mid = roster.mid(mute.party(), mute.line());
    if (mid.isEmpty()) {
      return refuse(Why.NO_SUCH_PARTY);
    }
    var hearing = mute.muted() ? VideoRoom.Hearing.MUTED : VideoRoom.Hearing.HEARD;
    return done(ask(room.moderate(mute.party(), mid.get(), hearing)));
  }

  /// Janus says something of this session.
  void onMessage(JsonObject message) {
    switch (message.getString("janus", "")) {
      case "event" -> onEvent(message);
      case "timeout" -> onForgotten();
      case "slowlink" -> metrics.slowLinks.increment();
      case "hangup" -> metrics.hangups.increment();
      default -> {
        // That media flows, or a connection is up, the browser sees for itself.
      }
    }
  }

  private void onEvent(JsonObject message) {
    boolean isOfReceiving = message.getLong("sender", 0L) == place.subscriber();
    Optional<MediaEvent> event =
        isOfReceiving ? subscription.onEvent(message) : roster.onEvent(VideoRoom.data(message));
    event.ifPresent(this::tell);
  }

  private void tell(MediaEvent event) {
    Listener to = listener;
    if (to == null) {
      return;
    }
    if (event instanceof MediaEvent.Ended) {
      // It is in no room, and its session of no use.
      leave();
    }
    to.onEvent(event);
  }

  void onForgotten() {
    Listener to = listener;
    abandon();
    if (to != null) {
      metrics.forgotten.increment();
      to.onForgotten();
    }
  }

  /// Says that it is there, if it is time to and somebody is.
  void onTick(long nowNs, long everyNs) {
    if (isResting || nowNs - keptAliveNs < everyNs) {
      return;
    }
    keptAliveNs = nowNs;
    session
        .keepAlive()
        .onFailure(failure -> {
          if (JanusFailure.is(failure, JanusFailure.NO_SUCH_SESSION)) {
            onForgotten();
          }
        });
  }

  /// By a connection that is new. What was said while there was none is lost: so it looks around,
  /// and the party is told what has changed.
  Future<Void> reclaim() {
    return session
        .claim()
        .compose(claimed -> new Survey(session, place.publisher(), room, party, roster).feeds())
        .onSuccess(feeds -> roster.change(feeds).forEach(this::tell))
        .mapEmpty();
  }

  JanusSession session() {
    return session;
  }

  long handle() {
    return place.publisher();
  }

  CallId call() {
    return room.call();
  }

  @Override
  public void rest() {
    isResting = true;
  }

  @Override
  public void wake() {
    isResting = false;
  }

  @Override
  public void leave() {
    abandon();
    // What is lost with the connection ends by itself.
    session.destroy();
  }

  @Override
  public void putOut() {
    abandon();
    // By its name, since another node may have taken its session over; and then the session.
    ask(room.kick(party)).eventually(session::destroy);
  }

  @Override
  public void abandon() {
    listener = null;
    sessions.forget(session);
  }
}
