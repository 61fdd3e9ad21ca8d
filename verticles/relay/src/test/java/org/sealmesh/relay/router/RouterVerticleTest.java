package org.sealmesh.relay.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.mesh.fake.FakeMembers;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.relay.TestOrigin;

class RouterVerticleTest {
  private static final int RIDS_MAX = 200;
  private static final RouterConfig CONFIG = config();
  private static final RelayMessage.Delivered DELIVERED = new RelayMessage.Delivered();

  private final FakeBus bus = new FakeBus();
  private final FakeClock clock = new FakeClock();
  private final TestOrigin origin = new TestOrigin(1, clock::now);
  private final NodeId one = new NodeId("one");
  private final NodeId two = new NodeId("two");
  private final NodeId three = new NodeId("three");
  private final RoutingId anna = origin.rid();
  private final RoutingId ben = origin.rid();
  private final Node first = new Node(bus, one, one, two);
  private final Node second = new Node(bus.process(), two, one, two);

  @BeforeEach
  void start() {
    first.start();
    second.start();
    settle();
  }

  @Test
  void sendsOneBatchToEachNodeThatHoldsATarget() {
    first.bind(anna);
    first.bind(ben);
    second.bind(ben);
    RouterMessage.FanOut fanOut =
        new RouterMessage.FanOut(List.of(anna, ben, origin.rid()), origin.envelope(anna, 1));

    assertThat(ask(fanOut).result()).isEqualTo(new RouterMessage.FannedOut(Set.of()));
    assertThat(first.heard(RelayMessage.Deliver.class))
        .containsExactly(new RelayMessage.Deliver(List.of(anna, ben), fanOut.envelope()));
    assertThat(second.heard(RelayMessage.Deliver.class))
        .containsExactly(new RelayMessage.Deliver(List.of(ben), fanOut.envelope()));
  }

  @Test
  void saysAsMuchToOneNodeAsFitsAFrameAndTakesAllPartsForOneAnswer() {
    List<RoutingId> targets =
        Stream.generate(origin::rid).limit(RouterMessage.FanOut.TARGETS_MAX).toList();
    targets.forEach(first::ask);
    settle();
    Envelope largest = origin.envelope(anna, 1, Limits.ENVELOPE_BYTES_MAX);
    RouterMessage.FanOut fanOut = new RouterMessage.FanOut(targets, largest);

    assertThat(ask(fanOut).result().unacked()).isEmpty();
    List<RelayMessage.Deliver> parts = first.heard(RelayMessage.Deliver.class);
    assertThat(parts).hasSize(2);
    assertThat(parts.stream().flatMap(part -> part.targets().stream()).toList()).isEqualTo(targets);

    first.failsAfter = 1;
    assertThat(ask(fanOut).result().unacked()).containsExactly(one);
  }

  @Test
  void passesOnToTheRelaysOfTheOthersThatAnOriginIsHeard() {
    bus.tell(MeshAddresses.ROUTER, new RouterMessage.OriginHeard());
    bus.run();
    assertThat(first.heard(RelayMessage.OriginHeard.class)).isEmpty();
    assertThat(second.heard(RelayMessage.OriginHeard.class)).hasSize(1);
    first.members.leave(two);
    bus.tell(MeshAddresses.ROUTER, new RouterMessage.OriginHeard());
    bus.run();
    assertThat(second.heard(RelayMessage.OriginHeard.class)).hasSize(1);
  }

  @Test
  void answersAtOnceIfNobodyHoldsATarget() {
    int timers = clock.timers();
    assertThat(ask(fanOut(anna)).result().unacked()).isEmpty();
    assertThat(clock.timers()).isEqualTo(timers);
  }

  @Test
  void namesTheNodesThatDidNotAnswerInTime() {
    first.bind(anna);
    second.bind(anna);
    second.answers = Promise.promise().future();
    Future<RouterMessage.FannedOut> answer = ask(fanOut(anna));
    assertThat(answer.isComplete()).isFalse();
    clock.advance(CONFIG.ackTimeout());
    assertThat(answer.result().unacked()).containsExactly(two);
  }

  @Test
  void namesTheNodesThatFailedOrAreGone() {
    first.bind(anna);
    second.bind(anna);
    first.answers = Future.failedFuture(new IllegalStateException("a bug"));
    second.kill();
    int timers = clock.timers();
    assertThat(ask(fanOut(anna)).result().unacked()).containsExactlyInAnyOrder(one, two);
    assertThat(clock.timers()).isEqualTo(timers);
  }

  @Test
  void sendsNothingToANodeThatUnbound() {
    second.bind(anna);
    second.bus.tell(MeshAddresses.ROUTER, new RouterMessage.Unbind(two, anna));
    settle();
    ask(fanOut(anna));
    assertThat(second.heard(RelayMessage.Deliver.class)).isEmpty();
  }

  @Test
  void answersABindOnlyWhenTheOtherRouterKnowsIt() {
    Future<RouterMessage.Bound> bound = second.ask(anna);
    bus.run();
    clock.advance(CONFIG.batchWindow());
    assertThat(bound.isComplete()).isFalse();
    assertThat(bus.said(PeerMessage.Delta.class)).hasSize(1);
    bus.run();
    assertThat(bound.succeeded()).isTrue();
    ask(fanOut(anna));
    assertThat(second.heard(RelayMessage.Deliver.class)).hasSize(1);
  }

  @Test
  void tellsTheBindsOfAMomentTogether() {
    for (int i = 0; i < 100; i++) {
      second.ask(origin.rid());
    }
    bus.run();
    settle();
    assertThat(bus.said(PeerMessage.Delta.class))
        .singleElement()
        .satisfies(delta -> assertThat(delta.added()).hasSize(100));
  }

  @Test
  void bindsWithoutARouterThatHangsAndResyncsWhenItIsBack() {
    ask(fanOut(anna));
    first.kill();
    Future<RouterMessage.Bound> bound = second.ask(anna);
    settle();
    assertThat(bound.succeeded()).isTrue();
    assertThat(second.heard(RelayMessage.Resync.class)).isEmpty();

    Node again = new Node(bus.process(), one, one, two);
    again.start();
    second.members.leave(one);
    settle();
    assertThat(second.heard(RelayMessage.Resync.class)).as("what the old one missed").hasSize(1);
    second.members.join(one);
    settle();
    assertThat(second.heard(RelayMessage.Resync.class))
        .as("the new one has routed nothing")
        .hasSize(1);
    assertThat(again.fanOut(anna).result().unacked()).isEmpty();
    assertThat(second.heard(RelayMessage.Deliver.class)).hasSize(1);
    second.members.merge(one);
    settle();
    assertThat(second.heard(RelayMessage.Resync.class)).hasSize(2);
  }

  @Test
  void tellsANewcomerEverythingBeforeItBindsAnyone() {
    first.bind(anna);
    SignedToken token = new SignedToken("revocation");
    first.revocations.add(token);
    Node third = new Node(bus.process(), three, one, two, three);
    third.start();
    Future<RouterMessage.Bound> bound = third.ask(ben);
    bus.run();
    first.members.join(three);
    settle();
    assertThat(bound.isComplete()).as("the second one's revocations are missing").isFalse();
    second.members.join(three);
    settle();
    assertThat(bound.succeeded()).isTrue();
    assertThat(third.heard(RelayMessage.Revoke.class))
        .containsExactly(new RelayMessage.Revoke(token));

    assertThat(third.fanOut(anna).result().unacked()).isEmpty();
    assertThat(first.heard(RelayMessage.Deliver.class)).hasSize(1);
    ask(fanOut(ben));
    assertThat(third.heard(RelayMessage.Deliver.class)).hasSize(1);
  }

  @Test
  void handsAllRevocationsOverPageByPage() {
    for (int i = 0; i <= PeerMessage.TOKENS_MAX; i++) {
      first.revocations.add(new SignedToken("revocation-" + i));
    }
    Node third = new Node(bus.process(), three, one, three);
    third.start();
    first.members.join(three);
    settle();
    assertThat(third.heard(RelayMessage.Revoke.class)).hasSize(PeerMessage.TOKENS_MAX + 1);
  }

  @Test
  void bindsNobodyWhileItsRelayDoesNotObey() {
    Node third = new Node(bus.process(), three, one, three);
    third.start();
    third.relay.unregister();
    first.revocations.add(new SignedToken("revocation"));
    first.members.join(three);
    Future<RouterMessage.Bound> bound = third.ask(ben);
    settle();
    assertThat(bound.isComplete()).isFalse();
    clock.advance(CONFIG.settleTimeout());
    settle();
    assertThat(bound.succeeded()).as("but not for ever").isTrue();
  }

  @Test
  void countsClaimsThatItDoesNotTake() {
    PeerMessage.Snapshot strange =
        new PeerMessage.Snapshot(new NodeId("stranger"), 1, 1, 0, 1, List.of(anna));
    Future<PeerMessage.Heard> heard = second.bus.ask(MeshAddresses.peer(one), strange);
    bus.run();
    assertThat(heard.result()).isEqualTo(new PeerMessage.NotAMember());
    assertThat(first.meter.value("sealmesh_router_claimed")).isZero();

    for (int i = 0; i < 2 * RIDS_MAX; i++) {
      second.ask(origin.rid());
      if (i % RIDS_MAX == RIDS_MAX - 1) {
        bus.run();
        settle();
      }
    }
    assertThat(first.meter.value("sealmesh_router_refused")).isEqualTo(1);
    assertThat(first.meter.value("sealmesh_router_claimed")).isEqualTo(RIDS_MAX);
  }

  @Test
  void healsWhatALiarTookAway() {
    ask(fanOut(anna));
    second.bind(anna);
    Future<PeerMessage.Introduced> invited =
        bus.ask(
            MeshAddresses.peer(one),
            new PeerMessage.Recalled(two, List.of(), PeerMessage.Completeness.LAST));
    bus.run();
    long stream = ((PeerMessage.Obeyed) invited.result()).stream();
    bus.ask(MeshAddresses.peer(one), new PeerMessage.Snapshot(two, stream, 1, 0, 1, List.of()));
    bus.run();
    ask(fanOut(anna));
    assertThat(second.heard(RelayMessage.Deliver.class)).isEmpty();

    clock.advance(CONFIG.checkEvery().multipliedBy(2));
    settle();
    assertThat(second.heard(RelayMessage.Resync.class)).isNotEmpty();
    ask(fanOut(anna));
    assertThat(second.heard(RelayMessage.Deliver.class)).hasSize(1);
  }

  @Test
  void bindsForItsOwnNodeAlone() {
    Future<RouterMessage.Bound> bound =
        bus.ask(MeshAddresses.ROUTER, new RouterMessage.Bind(two, anna));
    settle();
    assertThat(bound.failed()).isTrue();
    assertThat(ask(fanOut(anna)).result().unacked()).isEmpty();
  }

  @Test
  void passesASignalOnToEveryNodeOfItsConversation() {
    Signal signal = origin.signal(origin.ticket(anna), ben);
    first.bind(ben);
    second.bind(ben);
    bus.tell(MeshAddresses.ROUTER, new RouterMessage.Relayed(signal, one, 7));
    bus.run();
    RelayMessage.DeliverSignal expected = new RelayMessage.DeliverSignal(signal, one, 7);
    assertThat(first.heard(RelayMessage.DeliverSignal.class)).containsExactly(expected);
    assertThat(second.heard(RelayMessage.DeliverSignal.class)).containsExactly(expected);
  }

  @Test
  void handsARevocationToEveryNodeAndNamesWhoDidNotObey() {
    second.answers = Future.failedFuture(new SecurityException("not signed"));
    SignedToken token = new SignedToken("revocation");
    Future<RouterMessage.FannedOut> answer =
        bus.ask(MeshAddresses.ROUTER, new RouterMessage.Revoke(token));
    bus.run();
    assertThat(answer.result().unacked()).containsExactly(two);
    assertThat(first.heard(RelayMessage.Revoke.class))
        .containsExactly(new RelayMessage.Revoke(token));
    assertThat(second.heard(RelayMessage.Revoke.class))
        .containsExactly(new RelayMessage.Revoke(token));
  }

  @Test
  void tellsHowEveryNodeIsAndNamesTheSilentOnes() {
    assertThat(vitals().result())
        .isEqualTo(
            new RouterMessage.MeshVitals(
                List.of(vitalsOf(one), vitalsOf(two)), List.of(), List.of()));
    second.vitals = Promise.<NodeVitals>promise().future();
    Future<RouterMessage.MeshVitals> asked = vitals();
    assertThat(asked.isComplete()).isFalse();
    clock.advance(CONFIG.ackTimeout());
    assertThat(asked.result())
        .isEqualTo(new RouterMessage.MeshVitals(List.of(vitalsOf(one)), List.of(two), List.of()));
    second.vitals = Future.failedFuture(new IllegalStateException("a bug"));
    int timers = clock.timers();
    assertThat(vitals().result().silent()).containsExactly(two);
    assertThat(clock.timers()).isEqualTo(timers);
  }

  private Future<RouterMessage.MeshVitals> vitals() {
    Future<RouterMessage.MeshVitals> answer =
        bus.ask(MeshAddresses.ROUTER, new RouterMessage.GetVitals());
    bus.run();
    return answer;
  }

  @Test
  void asksEveryNodeWhomItHasSeenAndWaitsForNoneForLong() {
    CallId call = new CallId(new UUID(1, 1));
    Sighting annas = sighting(1);
    Sighting bens = sighting(2);
    first.sighted = Future.succeededFuture(new Sighted(List.of(annas)));
    second.sighted = Future.succeededFuture(new Sighted(List.of(bens)));
    assertThat(sight(call).result().parties()).containsExactly(annas, bens);
    assertThat(second.heard(RelayMessage.Sight.class))
        .containsExactly(new RelayMessage.Sight(call));

    first.sighted = Promise.<Sighted>promise().future();
    Future<Sighted> asked = sight(call);
    assertThat(asked.isComplete()).isFalse();
    clock.advance(CONFIG.ackTimeout());
    assertThat(asked.result().parties()).containsExactly(bens);
    second.sighted = Future.failedFuture(new IllegalStateException("a bug"));
    Future<Sighted> nobody = sight(call);
    clock.advance(CONFIG.ackTimeout());
    assertThat(nobody.result()).isEqualTo(Sighted.NOBODY);
  }

  private static Sighting sighting(int party) {
    return new Sighting(
        new PartyId(new UUID(2, party)), Duration.ofSeconds(20), Duration.ofSeconds(party));
  }

  private Future<Sighted> sight(CallId call) {
    Future<Sighted> answer = bus.ask(MeshAddresses.ROUTER, new RouterMessage.Sight(call));
    bus.run();
    return answer;
  }

  private static NodeVitals vitalsOf(NodeId node) {
    return new NodeVitals(node, 3, 100, 2, 2, 40, 5, 1, 1_000, 2_000, 60);
  }

  @Test
  void leavesNoTimerBehind() {
    first.router.release();
    second.router.release();
    bus.run();
    clock.advance(CONFIG.batchWindow());
    assertThat(clock.timers()).isZero();
  }

  private static RouterConfig config() {
    RouterConfig d = RouterConfig.DEFAULTS;
    return new RouterConfig(
        d.ackTimeout(),
        d.peerTimeout(),
        d.batchWindow(),
        d.checkEvery(),
        d.leftGrace(),
        d.settleTimeout(),
        RIDS_MAX);
  }

  private RouterMessage.FanOut fanOut(RoutingId target) {
    return new RouterMessage.FanOut(List.of(target), origin.envelope(target, 1));
  }

  private Future<RouterMessage.FannedOut> ask(RouterMessage.FanOut message) {
    return fannedOut(bus, message);
  }

  private static Future<RouterMessage.FannedOut> fannedOut(
      FakeBus bus, RouterMessage.FanOut message) {
    Future<RouterMessage.FannedOut> answer = bus.ask(MeshAddresses.ROUTER, message);
    bus.run();
    return answer;
  }

  /// Until everything that was to be told is told.
  private void settle() {
    bus.run();
    for (int i = 0; i < 10; i++) {
      clock.advance(CONFIG.batchWindow());
      bus.run();
    }
  }

  /// A process with a router, and a relay that hears and answers.
  private final class Node {
    private final FakeBus bus;
    private final FakeMembers members;
    private final FakeMeter meter = new FakeMeter();
    private final List<RelayMessage> heard = new ArrayList<>();
    private final List<SignedToken> revocations = new ArrayList<>();
    private Future<?> answers = Future.succeededFuture(DELIVERED);
    private int failsAfter = Integer.MAX_VALUE;
    private Future<NodeVitals> vitals;
    private Future<Sighted> sighted = Future.succeededFuture(Sighted.NOBODY);
    private RouterVerticle router;
    private Bus.Registration relay;

    Node(FakeBus bus, NodeId self, NodeId... members) {
      this.bus = bus;
      this.members = new FakeMembers(self, members);
      this.vitals = Future.succeededFuture(vitalsOf(self));
    }

    void start() {
      router = RouterOnFakeBus.start(bus, clock, members, CONFIG, meter);
      relay = bus.handle(MeshAddresses.relay(members.self()), this::onRelay).result();
    }

    void kill() {
      router.release();
      relay.unregister();
    }

    Future<RouterMessage.FannedOut> fanOut(RoutingId target) {
      return fannedOut(bus, RouterVerticleTest.this.fanOut(target));
    }

    Future<RouterMessage.Bound> ask(RoutingId rid) {
      return bus.ask(MeshAddresses.ROUTER, new RouterMessage.Bind(members.self(), rid));
    }

    void bind(RoutingId rid) {
      Future<RouterMessage.Bound> bound = ask(rid);
      settle();
      assertThat(bound.succeeded()).isTrue();
    }

    <T extends RelayMessage> List<T> heard(Class<T> type) {
      return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private Future<?> onRelay(RelayMessage message) {
      heard.add(message);
      return switch (message) {
        case RelayMessage.Deliver deliver ->
            failsAfter-- > 0 ? answers : Future.failedFuture(new IllegalStateException("a bug"));
        case RelayMessage.OriginHeard heardOf -> Future.succeededFuture();
        case RelayMessage.DeliverSignal signal -> answers;
        case RelayMessage.DeliverMedia media -> Future.succeededFuture();
        case RelayMessage.DeliverCall call -> Future.succeededFuture();
        case RelayMessage.Revoke revoke ->
            answers.map(obeyed -> (Object) new RelayMessage.Revoked());
        case RelayMessage.Resync resync -> Future.succeededFuture(new RelayMessage.Resyncing());
        case RelayMessage.Sight sight -> sighted;
        case RelayMessage.GetVitals get -> vitals;
        case RelayMessage.Recall recall -> {
          int from = (int) recall.after();
          int to = Math.min(revocations.size(), from + PeerMessage.TOKENS_MAX);
          yield Future.succeededFuture(
              new RelayMessage.Recalled(revocations.subList(from, to), to));
        }
      };
    }
  }
}
