package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.SignalingMessage;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallPhase;
import org.sealmesh.mesh.call.CallRefusal;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.mesh.fake.CallVoice;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.frame.ServerFrame.Refused.Code;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.relay.router.RouterOnFakeBus;
import org.sealmesh.relay.socket.FakeBrowser;
import org.sealmesh.relay.socket.SocketShard;
import org.sealmesh.relay.state.FakeTokens;

/// Calls as the relay has them: who may take part, and what goes to signaling and comes back.
class RelayCallsTest {
  private static final NodeId NODE = new NodeId("node-1");
  private static final PartyId PARTY = new PartyId(new UUID(1, 2));
  private static final Sighted SIGHTED =
      new Sighted(List.of(new Sighting(PARTY, Duration.ofSeconds(2), Duration.ZERO)));

  private final FakeBus bus = new FakeBus();
  private final FakeClock clock = new FakeClock();
  private final TestOrigin origin = new TestOrigin(1, clock::now);
  private final FakeTokens tokens = new FakeTokens();
  private final FakeMeter meter = new FakeMeter();
  private final Relay relay =
      new Relay(
          NODE, RelayConfig.DEFAULTS, bus, clock, tokens, new RelayMetrics(meter), Runnable::run);
  private final SocketShard shard = relay.newShard(Runnable::run);
  private final Claims.Ticket anna = origin.ticket(origin.rid());
  private final Claims.Ticket ben = origin.ticket(origin.rid());
  private final RoutingId conversation = origin.rid();
  private final CallId call = new CallId(new UUID(3, 4));
  private final List<SignalingMessage> told = new ArrayList<>();
  private SignalingMessage.Attendance attendance;
  private SignalingMessage.Saying saying = new SignalingMessage.PassedOn();

  @BeforeEach
  void start() {
    RouterOnFakeBus.start(bus, clock, NODE);
    relay.start();
    attendance = new SignalingMessage.Attending(call, anna.expires());
  }

  @Test
  void letsTheCallerInByHerOwnGrantAndTheOneCalledByHers() {
    signaling();
    SignedToken token = tokens.token(origin.grant(anna, conversation, call, ben.user()));
    FakeBrowser annas = welcomed(anna);
    FakeBrowser bens = welcomed(ben);
    annas.say(new ClientFrame.Attend(7, token, PARTY, null));
    bens.say(new ClientFrame.Attend(8, token, PARTY, CallPhase.ACTIVE));
    bus.run();
    assertThat(annas.heard()).containsExactly(new ServerFrame.Attending(7, call, anna.expires()));
    assertThat(bens.heard()).containsExactly(new ServerFrame.Attending(8, call, anna.expires()));
    SignalingMessage.Attend asked = (SignalingMessage.Attend) told.get(1);
    assertThat(asked.user()).isEqualTo(ben.user());
    assertThat(asked.device()).isEqualTo(ben.device());
    assertThat(asked.phase()).isEqualTo(CallPhase.ACTIVE);
    assertThat(asked.token()).isEqualTo(token);
  }

  @Test
  void letsNobodyElseIn() {
    signaling();
    Claims.Ticket eve = origin.ticket(origin.rid());
    Claims.Ticket annasOtherTicket = origin.ticket(anna.user(), anna.device(), life());
    SignedToken token = tokens.token(origin.grant(anna, conversation, call, ben.user()));
    for (Claims.Ticket other :
        List.of(eve, annasOtherTicket, origin.ticket(anna.user(), origin.device(), life()))) {
      FakeBrowser browser = welcomed(other);
      browser.say(new ClientFrame.Attend(1, token, PARTY, null));
      bus.run();
      assertThat(browser.heard()).containsExactly(refused(1, Code.BAD_GRANT));
    }
    FakeBrowser annas = welcomed(anna);
    annas.say(new ClientFrame.Attend(2, FakeTokens.FORGED, PARTY, null));
    annas.say(new ClientFrame.Attend(3, FakeTokens.EXPIRED, PARTY, null));
    annas.say(new ClientFrame.Attend(4, tokens.token(anna), PARTY, null));
    assertThat(annas.heard())
        .containsExactly(
            refused(2, Code.BAD_GRANT), refused(3, Code.GRANT_EXPIRED), refused(4, Code.BAD_GRANT));
    assertThat(told).isEmpty();
  }

  @Test
  void tellsWhomItsSignalingHasSeenAndNobodyWithoutOne() {
    Future<Sighted> nobody = relay.calls().sight(call);
    bus.run();
    assertThat(nobody.result()).isEqualTo(Sighted.NOBODY);
    signaling();
    Future<Sighted> somebody = relay.calls().sight(call);
    bus.run();
    assertThat(told).containsExactly(new SignalingMessage.Sight(call));
    assertThat(somebody.result()).isEqualTo(SIGHTED);
  }

  @Test
  void aRevocationOfEitherOnesPartShutsTheCall() {
    signaling();
    SignedToken token = tokens.token(origin.grant(anna, conversation, call, ben.user()));
    FakeBrowser bens = welcomed(ben);
    Claims.Revocation revocation = origin.revocation(ben.user(), null, conversation);
    relay.onRevoke(new RelayMessage.Revoke(tokens.token(revocation)));
    bus.run();
    assertThat(told).containsExactly(new SignalingMessage.Revoked(revocation));
    bens.say(new ClientFrame.Attend(1, token, PARTY, null));
    bus.run();
    assertThat(bens.heard()).containsExactly(refused(1, Code.REVOKED));
    FakeBrowser annas = welcomed(anna);
    annas.say(new ClientFrame.Attend(2, token, PARTY, null));
    bus.run();
    assertThat(annas.heard()).hasAtLeastOneElementOfType(ServerFrame.Attending.class);
    relay.onRevoke(
        new RelayMessage.Revoke(tokens.token(origin.revocation(anna.user(), null, conversation))));
    annas.say(new ClientFrame.Attend(3, token, PARTY, null));
    bus.run();
    assertThat(annas.heard()).containsExactly(refused(3, Code.REVOKED));
  }

  @Test
  void saysWhatIsOnesOwnAndClosesOnAnothersName() {
    signaling();
    FakeBrowser annas = welcomed(anna);
    CallSignal invite = voice(anna, ben.user()).says(CallSignal.Type.INVITE, 1, soon());
    annas.say(new ClientFrame.Say(1, invite));
    bus.run();
    assertThat(told).hasSize(1);
    assertThat(((SignalingMessage.Say) told.getFirst()).signal()).isEqualTo(invite);
    assertThat(annas.heard()).isEmpty();
    annas.say(
        new ClientFrame.Say(2, voice(ben, anna.user()).says(CallSignal.Type.ACCEPT, 1, soon())));
    assertThat(annas.closed()).isEqualTo(CloseCode.BAD_FRAME);
    assertThat(told).hasSize(1);
  }

  @Test
  void tellsWhyNothingWasPassedOn() {
    signaling();
    FakeBrowser annas = welcomed(anna);
    ClientFrame.Say say =
        new ClientFrame.Say(5, voice(anna, ben.user()).says(CallSignal.Type.INVITE, 1, soon()));
    List<ServerFrame> heard = new ArrayList<>();
    for (CallRefusal why : CallRefusal.values()) {
      saying = new SignalingMessage.NotPassedOn(why);
      annas.say(say);
      bus.run();
      heard.addAll(annas.heard());
    }
    assertThat(heard)
        .containsExactly(
            refused(5, Code.NOT_ATTENDING),
            refused(5, Code.GRANT_EXPIRED),
            refused(5, Code.OUT_OF_STATE),
            refused(5, Code.STALE),
            refused(5, Code.TOO_MANY));
  }

  @Test
  void refusesWhatComesTooFast() {
    signaling();
    FakeBrowser annas = welcomed(anna);
    ClientFrame.Say say =
        new ClientFrame.Say(5, voice(anna, ben.user()).says(CallSignal.Type.INVITE, 1, soon()));
    int burst = RelayConfig.DEFAULTS.calls().burst();
    for (int i = 0; i <= burst; i++) {
      annas.say(say);
    }
    bus.run();
    assertThat(told).hasSize(burst);
    assertThat(annas.heard()).hasSize(1);
  }

  @Test
  void saysSoWhereThereIsNoSignaling() {
    FakeBrowser annas = welcomed(anna);
    annas.say(
        new ClientFrame.Attend(
            1, tokens.token(origin.grant(anna, conversation, call, ben.user())), PARTY, null));
    annas.say(
        new ClientFrame.Say(2, voice(anna, ben.user()).says(CallSignal.Type.INVITE, 1, soon())));
    bus.run();
    assertThat(annas.heard()).containsExactly(refused(1, Code.NO_CALLS), refused(2, Code.NO_CALLS));
  }

  @Test
  void bringsASignalToAllSocketsOfItsUserAndToItsSignalingFirst() {
    signaling();
    FakeBrowser phone = welcomed(ben);
    FakeBrowser desk = welcomed(origin.ticket(ben.user()));
    FakeBrowser annas = welcomed(anna);
    CallSignal invite = voice(anna, ben.user()).says(CallSignal.Type.INVITE, 1, soon());
    SignedToken token = new SignedToken("annas-grant");
    relay.onDeliverCall(new RelayMessage.DeliverCall(invite, token));
    ServerFrame frame = new ServerFrame.Said(invite, token);
    assertThat(phone.heard()).containsExactly(frame);
    assertThat(desk.heard()).containsExactly(frame);
    assertThat(annas.heard()).isEmpty();
    bus.run();
    assertThat(told).containsExactly(new SignalingMessage.Heard(invite));
  }

  @Test
  void aFloodOfSignalsForOneUserIsBounded() {
    signaling();
    FakeBrowser phone = welcomed(ben);
    CallSignal invite = voice(anna, ben.user()).says(CallSignal.Type.INVITE, 1, soon());
    int affordable = RelayConfig.DEFAULTS.signals().deliveriesBurst();
    for (int i = 0; i <= affordable; i++) {
      relay.onDeliverCall(new RelayMessage.DeliverCall(invite, null));
    }
    assertThat(phone.heard()).hasSize(affordable);
    assertThat(meter.value("sealmesh_relay_signals_dropped")).isOne();
  }

  @Test
  void tellsSignalingWhenASocketIsGoneThatAttended() {
    signaling();
    FakeBrowser idle = welcomed(ben);
    FakeBrowser annas = welcomed(anna);
    annas.say(
        new ClientFrame.Attend(
            1, tokens.token(origin.grant(anna, conversation, call, ben.user())), PARTY, null));
    bus.run();
    idle.vanish();
    annas.vanish();
    bus.run();
    assertThat(told).hasSize(2);
    assertThat(told.get(1)).isInstanceOf(SignalingMessage.SocketGone.class);
  }

  @Test
  void anAnswerThatComesToAClosedSocketIsDropped() {
    signaling();
    FakeBrowser annas = welcomed(anna);
    annas.say(
        new ClientFrame.Attend(
            1, tokens.token(origin.grant(anna, conversation, call, ben.user())), PARTY, null));
    annas.vanish();
    bus.run();
    assertThat(annas.heard()).isEmpty();
  }

  private void signaling() {
    bus.handle(
        MeshAddresses.SIGNALING,
        message -> {
          told.add(message);
          return switch (message) {
            case SignalingMessage.Attend attend -> Future.succeededFuture(attendance);
            case SignalingMessage.Say say -> Future.succeededFuture(saying);
            case SignalingMessage.Want want ->
                Future.succeededFuture(new MediaAnswer.Refused(MediaAnswer.Why.NO_MEDIA_SERVER));
            case SignalingMessage.Sight sight -> Future.succeededFuture(SIGHTED);
            case SignalingMessage.Heard heard -> Future.succeededFuture();
            case SignalingMessage.SocketGone gone -> Future.succeededFuture();
            case SignalingMessage.Revoked revoked -> Future.succeededFuture();
          };
        });
  }

  private static Duration life() {
    return Duration.ofMinutes(10);
  }

  private Instant soon() {
    return clock.now().plusSeconds(30);
  }

  private CallVoice voice(Claims.Ticket of, RoutingId to) {
    return new CallVoice(conversation, call, of.user(), of.device(), PARTY, to);
  }

  private FakeBrowser welcomed(Claims.Ticket ticket) {
    FakeBrowser browser = FakeBrowser.open(shard);
    browser.say(new ClientFrame.Hello(tokens.token(ticket)));
    bus.run();
    assertThat(browser.heard()).hasSize(1);
    return browser;
  }

  private static ServerFrame refused(int ref, Code code) {
    return new ServerFrame.Refused(ref, code, null);
  }
}
