package org.sealmesh.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.SignalingMessage;
import org.sealmesh.mesh.call.CallPhase;
import org.sealmesh.mesh.call.CallRefusal;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.CallSignal.Type;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.mesh.fake.CallVoice;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.signaling.media.FakeMediaServer;

class SignalingVerticleTest {
  private static final NodeId NODE = new NodeId("here");
  private static final MediaAnswer NOT_ATTENDING =
      new MediaAnswer.Refused(MediaAnswer.Why.NOT_ATTENDING);

  private final Vertx vertx = Vertx.vertx();
  private final FakeClock clock = new FakeClock(TestCall.NOW);
  private final VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(30), 1000);
  private final FakeMeter meter = new FakeMeter();
  private final Health health = new Health(clock);
  private final LinkedBlockingQueue<RouterMessage> routed = new LinkedBlockingQueue<>();
  private final Queue<RelayMessage> delivered = new ConcurrentLinkedQueue<>();
  private final TestCall call = new TestCall();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void passesOnWhatHasAPlaceInTheCallAndTheGrantWithAnInvite() throws InterruptedException {
    String id = start();
    assertThat(await(health.report()).roles()).containsEntry("signaling", Health.State.READY);
    ask(call.attend(call.caller, 1, null));
    CallSignal invite = call.said(call.caller, Type.INVITE);
    assertThat(say(1, invite)).isEqualTo(new SignalingMessage.PassedOn());
    assertThat(routed.poll(30, TimeUnit.SECONDS))
        .isEqualTo(new RouterMessage.PassOn(invite, TestCall.TOKEN));

    assertThat(say(1, invite)).isEqualTo(new SignalingMessage.NotPassedOn(CallRefusal.STALE));
    CallSignal cancel = call.said(call.caller, Type.CANCEL);
    assertThat(say(1, cancel)).isEqualTo(new SignalingMessage.PassedOn());
    assertThat(routed.poll(30, TimeUnit.SECONDS))
        .as("nothing that was refused goes out")
        .isEqualTo(new RouterMessage.PassOn(cancel, null));
    assertThat(meter.value("sealmesh_signaling_passed_on")).isEqualTo(2);
    assertThat(meter.value("sealmesh_signaling_refused_stale")).isOne();
    await(vertx.undeploy(id));
    assertThat(await(health.report()).roles()).isEmpty();
    assertThat(clock.timers()).isZero();
  }

  @Test
  void hearsWhatItsPartiesAreToldAndWhoIsGone() {
    start();
    ask(call.attend(call.callee, 2, null));
    say(2, call.said(call.callee, Type.ACCEPT));
    bus.tell(
        MeshAddresses.SIGNALING,
        new SignalingMessage.Heard(
            call.said(call.caller, Type.SELECT_ANSWER, call.callee.party())));
    assertThat(say(2, call.said(call.callee, Type.CONNECTED)))
        .isEqualTo(new SignalingMessage.PassedOn());

    bus.tell(MeshAddresses.SIGNALING, new SignalingMessage.SocketGone(2));
    assertThat(say(2, call.said(call.callee, Type.SENDING)))
        .isEqualTo(new SignalingMessage.NotPassedOn(CallRefusal.NOT_ATTENDING));
    clock.advance(SignalingConfig.DEFAULTS.absenceMax().plusSeconds(1));
    assertThat(meter.value("sealmesh_signaling_absent")).isOne();
  }

  @Test
  void remembersWhoWasInACallAndNotWhoOnlyRang() {
    start();
    ask(call.attend(call.caller, 1, CallPhase.ACTIVE));
    ask(call.attend(call.callee, 2, CallPhase.CONNECTING));
    ask(call.attend(call.second, 2, CallPhase.RINGING));
    clock.advance(Duration.ofSeconds(5));
    bus.tell(MeshAddresses.SIGNALING, new SignalingMessage.SocketGone(2));
    assertThat(say(1, call.said(call.caller, Type.SENDING)))
        .isEqualTo(new SignalingMessage.PassedOn());
    clock.advance(Duration.ofSeconds(10));
    assertThat(sighted())
        .containsExactly(
            new Sighting(call.callee.party(), seconds(14), seconds(10)),
            new Sighting(call.caller.party(), seconds(14), seconds(0)));

    assertThat(say(1, call.said(call.caller, Type.LEAVE, call.callee.party())))
        .isEqualTo(new SignalingMessage.PassedOn());
    clock.advance(Duration.ofMinutes(20));
    assertThat(sighted())
        .containsExactly(
            new Sighting(call.callee.party(), seconds(1214), seconds(1210)),
            new Sighting(call.caller.party(), seconds(1214), seconds(1200)));
  }

  private List<Sighting> sighted() {
    return await(bus.ask(MeshAddresses.SIGNALING, new SignalingMessage.Sight(call.call))).parties();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void forgetsWhomTheOriginHasPutOut() {
    start();
    ask(call.attend(call.callee, 2, CallPhase.ACTIVE));
    bus.tell(
        MeshAddresses.SIGNALING,
        new SignalingMessage.Revoked(call.revocation(call.ben, null, TestCall.NOW.toEpochMilli())));
    assertThat(say(2, call.said(call.callee, Type.SENDING)))
        .isEqualTo(new SignalingMessage.NotPassedOn(CallRefusal.NOT_ATTENDING));
  }

  @Test
  void letsIntoRoomsWhoAttendsAGroupsCallHere() {
    FakeMediaServer server = new FakeMediaServer("media-1");
    await(
        bus.handle(
            MeshAddresses.relay(NODE),
            message -> {
              delivered.add(message);
              return Future.succeededFuture();
            }));
    start((on, metrics) -> List.of(server));
    MediaRequest.Join join = new MediaRequest.Join("token", 0, null);
    assertThat(want(1, join)).as("attends nothing").isEqualTo(NOT_ATTENDING);
    ask(call.attend(call.caller, 1, null));
    assertThat(want(1, join)).as("attends a call of two").isEqualTo(NOT_ATTENDING);

    CallVoice anna = call.caller;
    Duration life = Duration.ofMinutes(10);
    ask(call.attend(anna, 2, call.groupGrant(anna, CallRole.HOST, life), null));
    assertThat(want(1, join)).as("on another socket").isEqualTo(NOT_ATTENDING);
    assertThat(want(2, join)).isInstanceOf(MediaAnswer.Joined.class);
    clock.advance(life.plusMinutes(2));
    assertThat(want(2, join)).as("its grant has ended").isEqualTo(NOT_ATTENDING);

    bus.tell(
        MeshAddresses.SIGNALING,
        new SignalingMessage.Revoked(
            call.revocation(call.anna, null, TestCall.NOW.toEpochMilli())));
    assertThat(want(2, join)).isEqualTo(NOT_ATTENDING);
    assertThat(delivered)
        .containsExactly(
            new RelayMessage.DeliverMedia(
                call.anna, call.call, anna.party(), new MediaEvent.Ended(MediaEvent.Why.KICKED)));
    assertThat(meter.value("sealmesh_signaling_media_put_out")).isOne();
  }

  @Test
  void leavesTheRoomWithTheCallAndRestsWithoutASocket() {
    FakeMediaServer server = new FakeMediaServer("media-1");
    start((on, metrics) -> List.of(server));
    CallVoice anna = call.caller;
    Claims.Grant grant = call.groupGrant(anna, CallRole.PARTICIPANT, Duration.ofHours(1));
    MediaRequest.Join join = new MediaRequest.Join("token", 0, null);
    ask(call.attend(anna, 2, grant, null));
    want(2, join);
    bus.tell(MeshAddresses.SIGNALING, new SignalingMessage.SocketGone(2));
    assertThat(want(2, join)).isEqualTo(NOT_ATTENDING);
    assertThat(server.has("rest")).isTrue();
    clock.advance(SignalingConfig.DEFAULTS.absenceMax().plusSeconds(1));
    assertThat(server.has("abandon")).isTrue();

    ask(call.attend(anna, 3, grant, null));
    want(3, join);
    assertThat(say(3, call.said(anna, Type.LEAVE, call.callee.party())))
        .isEqualTo(new SignalingMessage.PassedOn());
    assertThat(server.has("leave")).isTrue();
    assertThat(want(3, join)).as("it has left").isEqualTo(NOT_ATTENDING);
  }

  private MediaAnswer want(long socket, MediaRequest request) {
    return await(
        bus.ask(
            MeshAddresses.SIGNALING,
            new SignalingMessage.Want(socket, call.call, call.caller.party(), request)));
  }

  private String start() {
    return start((on, metrics) -> List.of());
  }

  private String start(SignalingVerticle.MediaServers mediaServers) {
    await(
        bus.handle(
            MeshAddresses.ROUTER,
            message -> {
              routed.add(message);
              return Future.succeededFuture();
            }));
    return await(
        vertx.deployVerticle(
            new SignalingVerticle(
                SignalingConfig.DEFAULTS, NODE, bus, clock, meter, health, mediaServers)));
  }

  private SignalingMessage.Attendance ask(SignalingMessage.Attend attend) {
    return await(bus.ask(MeshAddresses.SIGNALING, attend));
  }

  private SignalingMessage.Saying say(long socket, CallSignal signal) {
    return await(bus.ask(MeshAddresses.SIGNALING, new SignalingMessage.Say(socket, signal)));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
