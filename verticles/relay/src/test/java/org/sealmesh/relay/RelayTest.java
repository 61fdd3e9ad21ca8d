package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.relay.router.RouterOnFakeBus;
import org.sealmesh.relay.socket.FakeBrowser;
import org.sealmesh.relay.socket.SocketShard;
import org.sealmesh.relay.state.BeaconNews;
import org.sealmesh.relay.state.FakeTokens;

class RelayTest {
  private static final NodeId NODE = new NodeId("node-1");
  private static final RelayConfig CONFIG = RelayConfig.DEFAULTS;

  private final FakeBus bus = new FakeBus();
  private final FakeClock clock = new FakeClock();
  private final TestOrigin origin = new TestOrigin(1, clock::now);
  private final FakeTokens tokens = new FakeTokens();
  private final FakeMeter meter = new FakeMeter();
  private final Relay relay =
      new Relay(NODE, CONFIG, bus, clock, tokens, new RelayMetrics(meter), Runnable::run);
  private final SocketShard first = relay.newShard(Runnable::run);
  private final SocketShard second = relay.newShard(Runnable::run);
  private final Claims.Ticket anna = origin.ticket(origin.rid());
  private final Claims.Ticket ben = origin.ticket(origin.rid());
  private final RoutingId room = origin.rid();
  private int timersBefore;

  @BeforeEach
  void start() {
    RouterOnFakeBus.start(bus, clock, NODE);
    bus.handle(MeshAddresses.relay(NODE), this::onMessage);
    timersBefore = clock.timers();
    relay.start();
  }

  @Test
  void sendsNoWelcomeBeforeTheRouterHasBoundTheUser() {
    FakeBrowser browser = FakeBrowser.open(first);
    browser.say(new ClientFrame.Hello(tokens.token(anna)));
    assertThat(browser.heard()).isEmpty();
    assertThat(bus.said(RouterMessage.Bind.class))
        .containsExactly(new RouterMessage.Bind(NODE, anna.user()));
    bus.run();
    assertThat(browser.heard()).containsExactly(new ServerFrame.Welcome(NODE, 25, anna.expires()));
  }

  @Test
  void saysHowItIsInNumbers() {
    FakeBrowser phone = welcomed(first, anna);
    welcomed(second, ben);
    fanOut(origin.envelope(room, 1), anna.user());
    onMessage(new RelayMessage.Resync());
    clock.advance(CONFIG.resyncWindow());
    clock.advance(Duration.ofSeconds(30));
    NodeVitals vitals = relay.vitals(3);
    assertThat(vitals.node()).isEqualTo(NODE);
    assertThat(vitals.sockets()).isEqualTo(2);
    assertThat(vitals.socketsMax()).isEqualTo(CONFIG.socketsMax());
    assertThat(vitals.routingIds()).isEqualTo(2);
    assertThat(vitals.members()).isEqualTo(3);
    assertThat(vitals.deliveries()).isOne();
    assertThat(vitals.resyncs()).isEqualTo(2);
    assertThat(vitals.slowCloses()).isZero();
    assertThat(vitals.heapBytes()).isPositive();
    assertThat(vitals.upSeconds()).isEqualTo(60);
    assertThat(phone.heard()).contains(new ServerFrame.Resync());
  }

  @Test
  void losesNoEnvelopeThatIsAskedForAfterTheWelcome() {
    FakeBrowser browser = welcomed(first, anna);
    Envelope envelope = origin.envelope(room, 1);
    assertThat(fanOut(envelope, anna.user())).isEmpty();
    assertThat(browser.heard()).containsExactly(new ServerFrame.Event(envelope));
  }

  @Test
  void saysNothingBeforeTheWelcomeWhateverComes() {
    welcomed(first, anna);
    FakeBrowser late = FakeBrowser.open(second);
    late.say(new ClientFrame.Hello(tokens.token(ben)));
    onMessage(new RelayMessage.Deliver(List.of(anna.user(), ben.user()), origin.envelope(room, 1)));
    assertThat(late.heard()).isEmpty();
    bus.run();
    assertThat(late.heard()).containsExactly(new ServerFrame.Welcome(NODE, 25, ben.expires()));
  }

  @Test
  void writesAnEnvelopeOnceToASocketThatIsBoundThroughSeveralTargets() {
    FakeBrowser browser = welcomed(first, anna);
    join(browser, anna, room);
    Envelope envelope = origin.envelope(room, 1);
    fanOut(envelope, anna.user(), room);
    assertThat(browser.heard()).containsExactly(new ServerFrame.Event(envelope));
  }

  @Test
  void reachesTheSocketsOfAllShardsAndNobodyElse() {
    FakeBrowser phone = welcomed(first, anna);
    FakeBrowser desk = welcomed(second, origin.ticket(anna.user()));
    FakeBrowser other = welcomed(second, ben);
    Envelope envelope = origin.envelope(room, 1);
    fanOut(envelope, anna.user());
    assertThat(phone.heard()).containsExactly(new ServerFrame.Event(envelope));
    assertThat(desk.heard()).containsExactly(new ServerFrame.Event(envelope));
    assertThat(other.heard()).isEmpty();
  }

  @Test
  void tellsAllWhoAreWelcomeWhetherAnOriginIsHeard() {
    FakeBrowser phone = welcomed(first, anna);
    FakeBrowser stranger = FakeBrowser.open(second);
    relay.origins().expect();
    assertThat(phone.heard()).containsExactly(new ServerFrame.Detached());
    FakeBrowser late = FakeBrowser.open(second);
    late.say(new ClientFrame.Hello(tokens.token(ben)));
    bus.run();
    assertThat(late.heard())
        .containsExactly(
            new ServerFrame.Welcome(NODE, 25, ben.expires()), new ServerFrame.Detached());
    relay.origins().onBeacon();
    // The turns of the two sockets of a shard, in whichever order.
    clock.advance(Duration.ofSeconds(2));
    assertThat(phone.heard()).containsExactly(new ServerFrame.Resync());
    assertThat(late.heard()).containsExactly(new ServerFrame.Resync());
    assertThat(stranger.heard()).isEmpty();
  }

  @Test
  void spreadsTheNewsThatAnOriginIsBackAsAnyOther() {
    List<FakeBrowser> browsers = welcomed(60);
    relay.origins().expect();
    browsers.forEach(FakeBrowser::heard);
    relay.origins().onBeacon();
    assertThat(browsers).allSatisfy(browser -> assertThat(browser.heard()).isEmpty());
    int told = 0;
    for (int second = 0; second < CONFIG.resyncWindow().toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1));
      relay.origins().onBeacon();
      int now = toldNow(browsers, new ServerFrame.Resync());
      assertThat(now).isLessThanOrEqualTo(4);
      told += now;
    }
    assertThat(told).isEqualTo(60);
  }

  @Test
  void doesNotSayResyncWhileNoOriginIsHeardAndOwesItUntilThen() {
    FakeBrowser browser = welcomed(first, anna);
    relay.origins().expect();
    browser.heard();
    bus.ask(MeshAddresses.relay(NODE), new RelayMessage.Resync());
    bus.run();
    clock.advance(Duration.ofSeconds(2));
    // It would be taken for the news that an origin is back.
    assertThat(browser.heard()).isEmpty();
    relay.origins().onBeacon();
    clock.advance(Duration.ofSeconds(1));
    assertThat(browser.heard()).containsExactly(new ServerFrame.Resync());
  }

  @Test
  void staysAttachedAsLongAsAnotherRelayHearsAnOrigin() {
    FakeBrowser browser = welcomed(first, anna);
    relay.origins().expect();
    for (int i = 0; i < 10; i++) {
      bus.tell(MeshAddresses.relay(NODE), new RelayMessage.OriginHeard());
      bus.run();
      clock.advance(BeaconNews.EVERY);
      browser.say(new ClientFrame.Ping());
    }
    assertThat(browser.heard())
        .containsOnlyOnce(new ServerFrame.Detached(), new ServerFrame.Resync());
    clock.advance(CONFIG.originSilenceMax());
    assertThat(browser.heard()).containsExactly(new ServerFrame.Detached());
    assertThat(bus.said(RouterMessage.OriginHeard.class)).as("nothing of its own").isEmpty();
  }

  @Test
  void passesOnThatItHearsAnOriginAsOftenAsOneBeacon() {
    relay.origins().expect();
    for (int second = 0; second < 30; second++) {
      // Three origins.
      relay.origins().onBeacon();
      relay.origins().onBeacon();
      relay.origins().onBeacon();
      clock.advance(Duration.ofSeconds(1));
    }
    // At the beginning, and then every three seconds.
    assertThat(bus.said(RouterMessage.OriginHeard.class)).hasSize(11);
    clock.advance(Duration.ofMinutes(1));
    assertThat(bus.said(RouterMessage.OriginHeard.class)).hasSize(11);
  }

  @Test
  void tellsEverySocketToLeaveEvenlyAndDeliversUntilItDoes() {
    List<FakeBrowser> browsers = welcomed(60);
    FakeBrowser last = welcomed(first, anna);
    FakeBrowser stranger = FakeBrowser.open(second);
    Future<Void> left = relay.leave();
    assertThat(relay.isServing()).isFalse();
    assertThat(relay.health()).isEqualTo(Health.State.NOT_READY);
    FakeBrowser late = FakeBrowser.open(first);
    assertThat(late.closed()).isEqualTo(CloseCode.GOING_AWAY);
    late.vanish();

    ServerFrame goAway = new ServerFrame.GoAway(1_000);
    int told = toldNow(browsers, goAway);
    for (int second = 1; second < CONFIG.drain().window().toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1));
      int now = toldNow(browsers, goAway);
      assertThat(now).isLessThanOrEqualTo(4);
      told += now;
    }
    assertThat(told).isEqualTo(60);
    assertThat(stranger.closed()).isNotNull();
    stranger.vanish();
    last.heard();
    Envelope envelope = origin.envelope(room, 1);
    fanOut(envelope, anna.user());
    assertThat(last.heard()).containsExactly(new ServerFrame.Event(envelope));

    browsers.forEach(FakeBrowser::vanish);
    assertThat(left.isComplete()).isFalse();
    last.vanish();
    assertThat(left.succeeded()).isTrue();
    relay.stop();
    assertThat(clock.timers()).as("but the router's own").isEqualTo(timersBefore);
  }

  @Test
  void closesWhoDoesNotLeave() {
    FakeBrowser browser = welcomed(first, anna);
    FakeBrowser dead = welcomed(second, ben);
    Future<Void> left = relay.leave();
    clock.advance(CONFIG.drain().window());
    browser.say(new ClientFrame.Ping());
    dead.say(new ClientFrame.Ping());
    clock.advance(CONFIG.drain().grace().minusSeconds(1));
    assertThat(List.of(browser, dead)).extracting(FakeBrowser::closed).containsOnlyNulls();
    clock.advance(Duration.ofSeconds(2));
    assertThat(browser.closed()).isEqualTo(CloseCode.GOING_AWAY);
    browser.vanish();
    assertThat(left.isComplete()).isFalse();
    clock.advance(CONFIG.closeGrace().plusSeconds(1));
    assertThat(dead.isAborted()).isTrue();
    assertThat(left.succeeded()).isTrue();
  }

  @Test
  void dismissesItsBrowsersWhereTheyHaveNowhereToGo() {
    FakeBrowser browser = welcomed(first, anna);
    assertThat(relay.dismiss().succeeded()).isTrue();
    assertThat(browser.heard()).isEmpty();
    assertThat(browser.closed()).isEqualTo(CloseCode.GOING_AWAY);
    assertThat(relay.isServing()).isFalse();
  }

  @Test
  void leavesAtOnceIfNobodyIsHere() {
    welcomed(first, anna).vanish();
    assertThat(relay.leave().succeeded()).isTrue();
    assertThat(relay.leave().succeeded()).as("again").isTrue();
  }

  @Test
  void bindsARoutingIdOnceAndUnbindsItWithItsLastSocket() {
    FakeBrowser phone = welcomed(first, anna);
    FakeBrowser desk = welcomed(second, origin.ticket(anna.user()));
    assertThat(bus.said(RouterMessage.Bind.class)).hasSize(1);
    phone.vanish();
    assertThat(bus.said(RouterMessage.Unbind.class)).isEmpty();
    desk.vanish();
    assertThat(bus.said(RouterMessage.Unbind.class))
        .containsExactly(new RouterMessage.Unbind(NODE, anna.user()));
    assertThat(relay.sockets()).hasValue(0);
  }

  @Test
  void leavesNothingBoundWhenTheSocketGoesBeforeTheRouterAnswers() {
    FakeBrowser browser = FakeBrowser.open(first);
    browser.say(new ClientFrame.Hello(tokens.token(anna)));
    browser.vanish();
    bus.run();
    assertThat(bus.said(RouterMessage.Unbind.class)).hasSize(1);
    welcomed(first, anna);
    assertThat(bus.said(RouterMessage.Bind.class)).hasSize(2);
  }

  @Test
  void closesAllThatWaitWhenTheRouterDoesNotAnswerAndTriesAgainForTheNext() {
    FakeBrowser phone = FakeBrowser.open(first);
    phone.say(new ClientFrame.Hello(tokens.token(anna)));
    FakeBrowser desk = FakeBrowser.open(second);
    desk.say(new ClientFrame.Hello(tokens.token(anna)));
    bus.drop();
    assertThat(phone.closed()).isEqualTo(CloseCode.INTERNAL_ERROR);
    assertThat(desk.closed()).isEqualTo(CloseCode.INTERNAL_ERROR);
    // The router may have bound it all the same.
    assertThat(bus.said(RouterMessage.Unbind.class)).hasSize(1);
    bus.run();
    welcomed(first, anna);
    assertThat(bus.said(RouterMessage.Bind.class)).hasSize(2);
  }

  @Test
  void carriesASignalToTheOthersOfTheConversationOnly() {
    FakeBrowser annas = welcomed(first, anna);
    FakeBrowser bens = welcomed(second, ben);
    Claims.Ticket carl = origin.ticket(origin.rid());
    FakeBrowser carls = welcomed(second, carl);
    join(annas, anna, room);
    join(bens, ben, room);
    Signal signal = origin.signal(anna, room);
    annas.say(new ClientFrame.Send(room, signal));
    bus.run();
    assertThat(bens.heard()).containsExactly(new ServerFrame.Signalled(signal));
    assertThat(annas.heard()).isEmpty();
    assertThat(carls.heard()).isEmpty();
  }

  @Test
  void dropsSignalsBeyondWhatTheirConversationMayCost() {
    RelayConfig.Signals signals = CONFIG.signals();
    FakeBrowser annas = welcomed(first, anna);
    join(annas, anna, room);
    Signal signal = origin.signal(ben, room);
    // Two deliveries of each are counted: to Anna, and to Ben's socket, which has joined meanwhile.
    FakeBrowser bens = welcomed(second, ben);
    join(bens, ben, room);
    int affordable = signals.deliveriesBurst() / 2;
    for (int i = 0; i <= affordable; i++) {
      onMessage(new RelayMessage.DeliverSignal(signal, new NodeId("elsewhere"), i));
    }
    assertThat(annas.heard()).hasSize(affordable);
    assertThat(meter.value("sealmesh_relay_signals_dropped")).isOne();
    clock.advance(Duration.ofSeconds(1));
    onMessage(new RelayMessage.DeliverSignal(signal, new NodeId("elsewhere"), 0));
    assertThat(bens.heard()).hasSize(affordable + 1);
  }

  @Test
  void closesASocketThatReadsTooSlowlyAndGoesOnWithTheOthers() {
    FakeBrowser slow = welcomed(first, anna);
    FakeBrowser quick = welcomed(first, origin.ticket(anna.user()));
    slow.stall(CONFIG.outstandingBytesMax() + 1L);
    Envelope envelope = origin.envelope(room, 1);
    assertThat(fanOut(envelope, anna.user())).isEmpty();
    assertThat(slow.closed()).isEqualTo(CloseCode.TOO_SLOW);
    fanOut(envelope, anna.user());
    assertThat(quick.heard()).hasSize(2);
    assertThat(slow.isAborted()).isFalse();
    clock.advance(CONFIG.closeGrace().plusSeconds(1));
    assertThat(slow.isAborted()).isTrue();
    assertThat(relay.sockets()).hasValue(1);
  }

  @Test
  void passesNobodyOverWhenASocketBreaksInTheMiddleOfADelivery() {
    Deque<Runnable> later = new ArrayDeque<>();
    SocketShard shard = relay.newShard(later::add);
    List<FakeBrowser> browsers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      FakeBrowser browser = FakeBrowser.open(shard);
      browser.say(new ClientFrame.Hello(tokens.token(origin.ticket(anna.user()))));
      bus.run();
      run(later);
      browser.heard();
      browsers.add(browser);
    }
    browsers.get(1).breakOnWrite();
    Envelope envelope = origin.envelope(room, 1);
    ask(envelope, anna.user());
    bus.run();
    run(later);
    for (int i : new int[] {0, 2, 3}) {
      assertThat(browsers.get(i).heard()).containsExactly(new ServerFrame.Event(envelope));
    }
    assertThat(relay.sockets()).hasValue(3);
  }

  private void run(Deque<Runnable> tasks) {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
      bus.run();
    }
  }

  @Test
  void closesRevokedTicketsBeforeItAnswersAndRefusesThemAfterwards() {
    FakeBrowser phone = welcomed(first, anna);
    FakeBrowser desk = welcomed(second, origin.ticket(anna.user()));
    FakeBrowser other = welcomed(second, ben);
    FakeBrowser waiting = FakeBrowser.open(first);
    waiting.say(new ClientFrame.Hello(tokens.token(anna)));

    assertThat(revoke(origin.revocation(anna.user(), null, null))).isEmpty();

    assertThat(List.of(phone, desk, waiting))
        .extracting(FakeBrowser::closed)
        .containsOnly(CloseCode.TICKET_REVOKED);
    assertThat(other.closed()).isNull();
    FakeBrowser again = FakeBrowser.open(first);
    again.say(new ClientFrame.Hello(tokens.token(anna)));
    assertThat(again.closed()).isEqualTo(CloseCode.TICKET_REVOKED);
    welcomed(first, origin.refreshed(anna));
  }

  @Test
  void unbindsRevokedPassesAndRefusesThemAfterwards() {
    FakeBrowser browser = welcomed(first, anna);
    Claims.Pass pass = origin.pass(anna, room);
    browser.say(new ClientFrame.Join(1, tokens.token(pass)));
    bus.run();
    browser.heard();

    assertThat(revoke(origin.revocation(anna.user(), null, room))).isEmpty();

    assertThat(browser.heard()).containsExactly(new ServerFrame.Left(room));
    fanOut(origin.envelope(room, 1), room);
    assertThat(browser.heard()).isEmpty();
    browser.say(new ClientFrame.Join(2, tokens.token(pass)));
    assertThat(browser.heard())
        .containsExactly(new ServerFrame.Refused(2, ServerFrame.Refused.Code.REVOKED, null));
  }

  @Test
  void doesNotAcknowledgeARevocationThatTheOriginDidNotSign() {
    FakeBrowser browser = welcomed(first, anna);
    Future<RouterMessage.FannedOut> answer =
        bus.ask(MeshAddresses.ROUTER, new RouterMessage.Revoke(FakeTokens.FORGED));
    bus.run();
    assertThat(answer.result().unacked()).containsExactly(NODE);
    assertThat(browser.closed()).isNull();
    assertThat(meter.value("sealmesh_relay_forged_revocations")).isOne();
  }

  @Test
  void tellsEveryOpenSocketToResyncWithinTheWindow() {
    List<FakeBrowser> browsers = welcomed(60);
    FakeBrowser waiting = FakeBrowser.open(first);
    waiting.say(new ClientFrame.Hello(tokens.token(anna)));
    bus.ask(MeshAddresses.relay(NODE), new RelayMessage.Resync());
    bus.ask(MeshAddresses.relay(NODE), new RelayMessage.Resync());
    bus.run();
    // Its welcome comes after the wish, and makes it sync.
    assertThat(waiting.heard()).hasSize(1);
    int told = 0;
    for (int second = 0; second < CONFIG.resyncWindow().toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1));
      int now = toldNow(browsers, new ServerFrame.Resync());
      assertThat(now).isLessThanOrEqualTo(4);
      told += now;
    }
    assertThat(told).isEqualTo(60);
  }

  @Test
  void handsOnTheRevocationsThatItObeysAndChecksThemOnce() {
    SignedToken token = tokens.token(origin.revocation(anna.user(), null, null));
    for (int i = 0; i < 2; i++) {
      bus.ask(MeshAddresses.relay(NODE), new RelayMessage.Revoke(token));
      bus.run();
    }
    bus.ask(MeshAddresses.relay(NODE), new RelayMessage.Revoke(FakeTokens.FORGED));
    Future<RelayMessage.Recalled> page =
        bus.ask(MeshAddresses.relay(NODE), new RelayMessage.Recall(0));
    bus.run();
    assertThat(page.result().revocations()).containsExactly(token);
    assertThat(tokens.checks()).isEqualTo(2);
    clock.advance(TestOrigin.TICKET_LIFE.multipliedBy(3));
    page = bus.ask(MeshAddresses.relay(NODE), new RelayMessage.Recall(0));
    bus.run();
    assertThat(page.result().revocations()).isEmpty();
  }

  @Test
  void refusesMoreSocketsOfOneUserThanItMayHave() {
    for (int i = 0; i < CONFIG.socketsPerUserMax(); i++) {
      welcomed(i % 2 == 0 ? first : second, origin.ticket(anna.user()));
    }
    FakeBrowser oneMore = FakeBrowser.open(first);
    oneMore.say(new ClientFrame.Hello(tokens.token(anna)));
    assertThat(oneMore.closed()).isEqualTo(CloseCode.TOO_MANY_SOCKETS);
    welcomed(first, ben);
  }

  @Test
  void boundsTheSocketsThatHaveNotSaidHello() {
    for (int i = 0; i < CONFIG.hellosPendingMax() - 1; i++) {
      assertThat(FakeBrowser.open(first).closed()).isNull();
    }
    welcomed(first, anna);
    assertThat(FakeBrowser.open(first).closed()).isNull();
    assertThat(FakeBrowser.open(first).closed()).isEqualTo(CloseCode.NODE_FULL);
    assertThat(FakeBrowser.open(second).closed()).isNull();
    clock.advance(Duration.ofSeconds(11));
    assertThat(FakeBrowser.open(first).closed()).isNull();
  }

  @Test
  void closesWithFourThousandAndUnbindsWhenItStops() {
    FakeBrowser browser = welcomed(first, anna);
    assertThat(relay.stop().succeeded()).isTrue();
    assertThat(browser.closed()).isEqualTo(CloseCode.GOING_AWAY);
    assertThat(bus.said(RouterMessage.Unbind.class)).hasSize(1);
    assertThat(relay.isServing()).isFalse();
    assertThat(clock.timers()).as("but the router's own").isEqualTo(timersBefore);
  }

  private Future<?> onMessage(RelayMessage message) {
    return switch (message) {
      case RelayMessage.Deliver deliver -> relay.onDeliver(deliver);
      case RelayMessage.DeliverSignal deliver -> relay.onDeliverSignal(deliver);
      case RelayMessage.DeliverCall deliver -> relay.onDeliverCall(deliver);
      case RelayMessage.DeliverMedia deliver -> relay.onDeliverMedia(deliver);
      case RelayMessage.Revoke revoke -> relay.onRevoke(revoke);
      case RelayMessage.Recall recall -> relay.onRecall(recall);
      case RelayMessage.Resync resync -> relay.onResync();
      case RelayMessage.OriginHeard heard -> {
        relay.origins().onHeard();
        yield Future.succeededFuture();
      }
      case RelayMessage.Sight(var call) -> relay.calls().sight(call);
      case RelayMessage.GetVitals get -> Future.succeededFuture(relay.vitals(1));
    };
  }

  private List<FakeBrowser> welcomed(int count) {
    List<FakeBrowser> browsers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      browsers.add(welcomed(i % 2 == 0 ? first : second, origin.ticket(origin.rid())));
    }
    return browsers;
  }

  /// How many have heard just this since the last time; all of them stay alive.
  private static int toldNow(List<FakeBrowser> browsers, ServerFrame frame) {
    int now = 0;
    for (FakeBrowser browser : browsers) {
      now += browser.heard().equals(List.of(frame)) ? 1 : 0;
      browser.say(new ClientFrame.Ping());
      browser.heard();
    }
    return now;
  }

  private FakeBrowser welcomed(SocketShard shard, Claims.Ticket ticket) {
    FakeBrowser browser = FakeBrowser.open(shard);
    browser.say(new ClientFrame.Hello(tokens.token(ticket)));
    bus.run();
    assertThat(browser.heard()).singleElement().isInstanceOf(ServerFrame.Welcome.class);
    return browser;
  }

  private void join(FakeBrowser browser, Claims.Ticket ticket, RoutingId conversation) {
    browser.say(new ClientFrame.Join(1, tokens.token(origin.pass(ticket, conversation))));
    bus.run();
    assertThat(browser.heard()).singleElement().isInstanceOf(ServerFrame.Joined.class);
  }

  private Set<NodeId> fanOut(Envelope envelope, RoutingId... targets) {
    Future<RouterMessage.FannedOut> answer = ask(envelope, targets);
    bus.run();
    return answer.result().unacked();
  }

  private Future<RouterMessage.FannedOut> ask(Envelope envelope, RoutingId... targets) {
    return bus.ask(MeshAddresses.ROUTER, new RouterMessage.FanOut(List.of(targets), envelope));
  }

  private Set<NodeId> revoke(Claims.Revocation revocation) {
    Future<RouterMessage.FannedOut> answer =
        bus.ask(MeshAddresses.ROUTER, new RouterMessage.Revoke(tokens.token(revocation)));
    bus.run();
    return answer.result().unacked();
  }
}
