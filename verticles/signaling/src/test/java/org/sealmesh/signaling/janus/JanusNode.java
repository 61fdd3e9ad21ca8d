package org.sealmesh.signaling.janus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.signaling.media.MediaConfig;
import org.sealmesh.signaling.media.MediaMetrics;
import org.sealmesh.signaling.media.MediaRooms;
import org.sealmesh.signaling.media.MediaServer;
import org.sealmesh.signaling.state.Seats;

/// The rooms of one node, at media servers that run, as a test asks for them.
final class JanusNode implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  final FakeMeter meter = new FakeMeter();
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final LinkedBlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final MediaRooms rooms;
  private boolean isClosed;

  /// What a party was told.
  record Told(PartyId party, MediaEvent event) {}

  JanusNode(List<String> servers, int participantsMax, Duration lostAfter) {
    MediaConfig usual = MediaConfig.DEFAULTS;
    MediaConfig config =
        new MediaConfig(
            servers,
            Optional.of(RunningJanus.ADMIN_KEY),
            participantsMax,
            usual.requestsMax(),
            usual.outstandingMax(),
            usual.answerWithin(),
            lostAfter,
            usual.pingEvery(),
            usual.keepAliveEvery(),
            usual.backOffMax());
    VertxClock clock = new VertxClock(vertx);
    MediaMetrics metrics = new MediaMetrics(meter);
    List<MediaServer> all =
        config.read().stream()
            .map(at ->
                (MediaServer)
                    new JanusMediaServer(
                        vertx,
                        at,
                        RunningJanus.ADMIN_KEY,
                        config,
                        new SecureRandom(),
                        clock,
                        metrics))
            .toList();
    rooms =
        new MediaRooms(
            all,
            config.requestsMax(),
            clock,
            metrics,
            (user, party, event) -> told.add(new Told(party.party(), event)));
    onLoop(() -> {
      rooms.open();
      return Future.succeededFuture();
    });
  }

  Seats.Attendee attendee(CallId call, RoutingId user, PartyId party, CallRole role) {
    return new Seats.Attendee(new Seats.Name(call, party), user, role);
  }

  MediaAnswer want(Seats.Attendee attendee, MediaRequest request) {
    return onLoop(() -> rooms.want(attendee, request));
  }

  /// Asks again as long as the node is still connecting.
  MediaAnswer join(Seats.Attendee attendee, String token, int generation, @Nullable String resume)
      throws InterruptedException {
    MediaRequest.Join join = new MediaRequest.Join(token, generation, resume);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    MediaAnswer answer = want(attendee, join);
    while (answer.equals(new MediaAnswer.Refused(MediaAnswer.Why.UNAVAILABLE))
        && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      answer = want(attendee, join);
    }
    return answer;
  }

  MediaAnswer.Joined joined(
      Seats.Attendee attendee, String token, int generation, @Nullable String resume)
      throws InterruptedException {
    MediaAnswer answer = join(attendee, token, generation, resume);
    if (answer instanceof MediaAnswer.Joined joined) {
      return joined;
    }
    throw new AssertionError(answer.toString());
  }

  Told told() throws InterruptedException {
    Told next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nobody was told anything");
    }
    return next;
  }

  void revoke(Seats.Attendee attendee) {
    onLoop(() -> {
      rooms.onRevoked(attendee.name());
      return Future.succeededFuture();
    });
  }

  void forget(Seats.Attendee attendee) {
    onLoop(() -> {
      rooms.onForgotten(attendee.name());
      return Future.succeededFuture();
    });
  }

  private <T> T onLoop(Supplier<Future<T>> action) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(turn -> action.get().onSuccess(done::complete).onFailure(done::fail));
    return await(done.future());
  }

  private static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    onLoop(() -> {
      rooms.close();
      return Future.succeededFuture();
    });
    await(vertx.close());
  }
}
