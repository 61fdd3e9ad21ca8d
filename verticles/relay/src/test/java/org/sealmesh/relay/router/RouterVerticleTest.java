package org.sealmesh.relay.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.relay.TestOrigin;

class RouterVerticleTest {
  private final FakeBus bus = new FakeBus();
  private final FakeClock clock = new FakeClock();
  private final TestOrigin origin = new TestOrigin(1, clock::now);
  private final NodeId one = new NodeId("one");
  private final NodeId two = new NodeId("two");
  private final RoutingId anna = origin.rid();
  private final RoutingId ben = origin.rid();
  private final List<RelayMessage> atOne = new ArrayList<>();
  private final List<RelayMessage> atTwo = new ArrayList<>();
  private final RelayMessage.Delivered delivered = new RelayMessage.Delivered();

  @BeforeEach
  void start() {
    RouterOnFakeBus.start(bus, clock, one, two);
  }

  @Test
  void sendsOneBatchToEachNodeThatHoldsATarget() {
    answering(one, atOne, Future.succeededFuture(delivered));
    answering(two, atTwo, Future.succeededFuture(delivered));
    bind(anna, one);
    bind(ben, one);
    bind(ben, two);
    RouterMessage.FanOut fanOut =
        new RouterMessage.FanOut(List.of(anna, ben, origin.rid()), origin.envelope(anna, 1));

    assertThat(ask(fanOut).result()).isEqualTo(new RouterMessage.FannedOut(Set.of()));
    assertThat(atOne)
        .containsExactly(new RelayMessage.Deliver(List.of(anna, ben), fanOut.envelope()));
    assertThat(atTwo).containsExactly(new RelayMessage.Deliver(List.of(ben), fanOut.envelope()));
  }

  @Test
  void answersAtOnceIfNobodyHoldsATarget() {
    assertThat(ask(fanOut(anna)).result().unacked()).isEmpty();
    assertThat(clock.timers()).isZero();
  }

  @Test
  void namesTheNodesThatDidNotAnswerInTime() {
    answering(one, atOne, Future.succeededFuture(delivered));
    answering(two, atTwo, Promise.<RelayMessage.Delivered>promise().future());
    bind(anna, one);
    bind(anna, two);
    Future<RouterMessage.FannedOut> answer = ask(fanOut(anna));
    assertThat(answer.isComplete()).isFalse();
    clock.advance(RouterConfig.DEFAULTS.ackTimeout());
    assertThat(answer.result().unacked()).containsExactly(two);
  }

  @Test
  void namesTheNodesThatFailedOrAreGone() {
    answering(one, atOne, Future.failedFuture(new IllegalStateException("a bug")));
    bind(anna, one);
    bind(anna, two);
    assertThat(ask(fanOut(anna)).result().unacked()).containsExactlyInAnyOrder(one, two);
    assertThat(clock.timers()).isZero();
  }

  @Test
  void sendsNothingToANodeThatUnbound() {
    answering(one, atOne, Future.succeededFuture(delivered));
    bind(anna, one);
    bus.tell(MeshAddresses.ROUTER, new RouterMessage.Unbind(one, anna));
    ask(fanOut(anna));
    assertThat(atOne).isEmpty();
  }

  @Test
  void passesASignalOnToEveryNodeOfItsConversation() {
    answering(one, atOne, Future.succeededFuture(delivered));
    answering(two, atTwo, Future.succeededFuture(delivered));
    Signal signal = origin.signal(origin.ticket(anna), ben);
    bind(ben, one);
    bind(ben, two);
    bus.tell(MeshAddresses.ROUTER, new RouterMessage.Relayed(signal, one, 7));
    bus.run();
    assertThat(atOne).containsExactly(new RelayMessage.DeliverSignal(signal, one, 7));
    assertThat(atTwo).isEqualTo(atOne);
  }

  @Test
  void handsARevocationToEveryNodeAndNamesWhoDidNotObey() {
    answering(one, atOne, Future.succeededFuture(new RelayMessage.Revoked()));
    answering(two, atTwo, Future.failedFuture(new SecurityException("not signed")));
    SignedToken token = new SignedToken("revocation");
    assertThat(ask(new RouterMessage.Revoke(token)).result().unacked()).containsExactly(two);
    assertThat(atOne).containsExactly(new RelayMessage.Revoke(token));
    assertThat(atTwo).isEqualTo(atOne);
  }

  private RouterMessage.FanOut fanOut(RoutingId target) {
    return new RouterMessage.FanOut(List.of(target), origin.envelope(target, 1));
  }

  private void bind(RoutingId rid, NodeId node) {
    Future<RouterMessage.Bound> bound =
        bus.ask(MeshAddresses.ROUTER, new RouterMessage.Bind(node, rid));
    bus.run();
    assertThat(bound.succeeded()).isTrue();
  }

  private Future<RouterMessage.FannedOut> ask(RouterMessage.FanOut message) {
    Future<RouterMessage.FannedOut> answer = bus.ask(MeshAddresses.ROUTER, message);
    bus.run();
    return answer;
  }

  private Future<RouterMessage.FannedOut> ask(RouterMessage.Revoke message) {
    Future<RouterMessage.FannedOut> answer = bus.ask(MeshAddresses.ROUTER, message);
    bus.run();
    return answer;
  }

  private void answering(NodeId node, List<RelayMessage> heard, Future<?> answer) {
    bus.handle(
        MeshAddresses.relay(node),
        message -> {
          heard.add(message);
          return answer;
        });
  }
}
