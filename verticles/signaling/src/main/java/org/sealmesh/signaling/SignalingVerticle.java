package org.sealmesh.signaling;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Actor;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.SignalingMessage;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRefusal;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.signaling.janus.JanusMediaServer;
import org.sealmesh.signaling.media.MediaConfig;
import org.sealmesh.signaling.media.MediaMetrics;
import org.sealmesh.signaling.media.MediaRooms;
import org.sealmesh.signaling.media.MediaServer;
import org.sealmesh.signaling.state.CallMemory;
import org.sealmesh.signaling.state.Seats;
import org.sealmesh.signaling.state.Seats.Verdict;

/// The signaling of one node: passes on what parties of calls say, if it has a place in what they
/// have said before.
///
/// Deploy it on an event loop, before the relay, which alone speaks to it.
public final class SignalingVerticle extends Actor<SignalingMessage> {
  private static final String ROLE = "signaling";
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Clock clock;
  private final Health health;
  private final SignalingMetrics metrics;
  private final Seats seats;
  private final CallMemory memory;
  private final MediaServers mediaServers;
  private final MediaMetrics mediaMetrics;
  private final int mediaRequestsMax;
  private final NodeId node;
  private volatile int known;
  private Clock.@Nullable Timer ticks;
  private @Nullable MediaRooms rooms;

  /// Makes what speaks to the media servers of the configuration, on the verticle's own loop.
  interface MediaServers {
    List<MediaServer> on(Vertx vertx, MediaMetrics metrics);
  }

  /// @param node by whose relay parties are told what the media server says
  public SignalingVerticle(
      SignalingConfig config,
      NodeId node,
      Bus bus,
      Clock clock,
      SecureRandom random,
      Meter meter,
      Health health) {
    this(
        config,
        node,
        bus,
        clock,
        meter,
        health,
        (vertx, metrics) -> janus(config.media(), vertx, clock, random, metrics));
  }

  SignalingVerticle(
      SignalingConfig config,
      NodeId node,
      Bus bus,
      Clock clock,
      Meter meter,
      Health health,
      MediaServers mediaServers) {
    super(bus, MeshAddresses.SIGNALING);
    this.node = node;
    this.mediaServers = mediaServers;
    this.mediaMetrics = new MediaMetrics(meter);
    this.mediaRequestsMax = config.media().requestsMax();
    this.clock = clock;
    this.health = health;
    this.seats = new Seats(config);
    this.memory = new CallMemory(config);
    this.metrics = new SignalingMetrics(meter);
    metrics.parties(() -> known);
  }

  private static List<MediaServer> janus(
      MediaConfig config, Vertx vertx, Clock clock, SecureRandom random, MediaMetrics metrics) {
    return config.adminKey().stream()
        .flatMap(key ->
            config.read().stream()
                .map(at ->
                    (MediaServer)
                        new JanusMediaServer(vertx, at, key, config, random, clock, metrics)))
        .toList();
  }

  @Override
  protected Future<?> prepare() {
    MediaRooms opened =
        new MediaRooms(
            mediaServers.on(vertx, mediaMetrics),
            mediaRequestsMax,
            clock,
            mediaMetrics,
            (user, party, event) ->
                bus()
                    .tell(
                        MeshAddresses.relay(node),
                        new RelayMessage.DeliverMedia(user, party.call(), party.party(), event)));
    rooms = opened;
    opened.open();
    ticks = clock.every(TICK, this::tick);
    health.watch(ROLE, () -> Future.succeededFuture(Health.State.READY));
    return Future.succeededFuture();
  }

  /// There from [#prepare] on, before which nobody is heard.
  private MediaRooms rooms() {
    return Objects.requireNonNull(rooms);
  }

  private void tick() {
    memory.see(seats.inCalls(), clock.nanoTime());
    Seats.Forgotten forgotten = seats.onTick(clock.nanoTime());
    metrics.absent.add(forgotten.missed());
    forgotten.names().forEach(rooms()::onForgotten);
    known = seats.size();
  }

  @Override
  protected Future<?> onMessage(SignalingMessage message) {
    return switch (message) {
      case SignalingMessage.Attend attend -> onAttend(attend);
      case SignalingMessage.Say say -> onSay(say);
      case SignalingMessage.Want want -> onWant(want);
      case SignalingMessage.Sight(CallId id) ->
          Future.succeededFuture(memory.recall(id, clock.nanoTime()));
      case SignalingMessage.Heard(CallSignal signal) -> {
        seats.hear(signal, clock.nanoTime());
        yield Future.succeededFuture();
      }
      case SignalingMessage.SocketGone(long socket) -> {
        seats.onSocketGone(socket, clock.nanoTime()).forEach(rooms()::onAway);
        yield Future.succeededFuture();
      }
      case SignalingMessage.Revoked(var revocation) -> {
        seats.onRevoked(revocation).forEach(rooms()::onRevoked);
        yield Future.succeededFuture();
      }
    };
  }

  private Future<SignalingMessage.Attendance> onAttend(SignalingMessage.Attend attend) {
    SignalingMessage.Attendance attendance = seats.attend(attend, clock.nanoTime());
    known = seats.size();
    if (attendance instanceof SignalingMessage.NotAttending(CallRefusal why)) {
      metrics.onRefused(why);
    }
    return Future.succeededFuture(attendance);
  }

  private Future<MediaAnswer> onWant(SignalingMessage.Want want) {
    return seats
        .attendee(want.socket(), want.call(), want.party(), clock.now())
        .map(attendee -> rooms().want(attendee, want.request()))
        .orElseGet(
            () -> Future.succeededFuture(new MediaAnswer.Refused(MediaAnswer.Why.NOT_ATTENDING)));
  }

  private Future<SignalingMessage.Saying> onSay(SignalingMessage.Say say) {
    CallSignal signal = say.signal();
    return Future.succeededFuture(
        switch (seats.say(say.socket(), signal, clock.now(), clock.nanoTime())) {
          case Verdict.PassOn(var grant) -> {
            metrics.onPassedOn(signal.type());
            if (signal.type() == CallSignal.Type.LEAVE) {
              rooms().onLeft(new Seats.Name(signal.call(), signal.party()));
            }
            bus().tell(MeshAddresses.ROUTER, new RouterMessage.PassOn(signal, grant));
            yield new SignalingMessage.PassedOn();
          }
          case Verdict.Refuse(CallRefusal why) -> {
            metrics.onRefused(why);
            yield new SignalingMessage.NotPassedOn(why);
          }
        });
  }

  @Override
  protected Future<?> release() {
    health.forget(ROLE);
    if (ticks != null) {
      ticks.cancel();
    }
    if (rooms != null) {
      rooms.close();
    }
    return Future.succeededFuture();
  }
}
