package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.LinkVitals;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.relay.TestOrigin;

class UplinkVerticleTest {
  private static final NodeVitals VITALS =
      new NodeVitals(new NodeId("n"), 3, 100, 2, 1, 40, 5, 1, 1_000, 2_000, 60);
  private static final String EU_1 = "eu=wss://eu-1:1";
  private static final String EU_2 = "eu=wss://eu-2:1";
  private static final String US = "us=wss://us:1";

  private final FakeBus bus = new FakeBus();
  private final FakeClock clock = new FakeClock();
  private final TestOrigin origin = new TestOrigin(3, clock::now);
  private final FakeDialler dialler = new FakeDialler();
  private final FakeMeter meter = new FakeMeter();
  private final List<CryptoMessage> toCrypto = new ArrayList<>();
  private UplinkVerticle verticle;

  @Test
  void asksTheOneRelayAndTellsWhatItSaid() {
    start(EU_1);
    open(EU_1);
    Future<RouterMessage.FannedOut> answer = ask(fanOut(origin.rid()));
    OriginFrame.FanOut asked = dialler.to(EU_1).heard(OriginFrame.FanOut.class).getFirst();
    assertThat(answer.isComplete()).isFalse();
    dialler.to(EU_1).say(new RelayFrame.FannedOut(asked.id(), Set.of(new NodeId("n"))));
    assertThat(answer.result().unacked()).containsExactly(new NodeId("eu_n"));
  }

  @Test
  void hasTheChallengeSignedForThisMesh() {
    start(EU_1);
    open(EU_1);
    Claims claims = ((CryptoMessage.Sign) toCrypto.getFirst()).claims();
    assertThat(claims.audience()).isEqualTo("eu");
    assertThat(((Claims.Uplink) claims).nonce()).isEqualTo(FakeDialler.NONCE);
    assertThat(Duration.between(clock.now(), claims.expires()))
        .isLessThanOrEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void saysThatNothingWasDoneWhenNoMeshCanBeAsked() {
    start(EU_1, US);
    assertThat(ask(fanOut(origin.rid())).cause())
        .isInstanceOfSatisfying(
            Bus.Unanswered.class,
            none -> assertThat(none.reason()).isEqualTo(Bus.Reason.MAILBOX_FULL));
  }

  @Test
  void asksEveryMeshAndNamesTheOneThatCannotBeAsked() {
    start(EU_1, US);
    open(EU_1);
    Future<RouterMessage.FannedOut> answer = ask(fanOut(origin.rid()));
    answerAll(EU_1);
    assertThat(answer.result().unacked()).containsExactly(new NodeId("us"));
    open(US);
    Future<RouterMessage.FannedOut> both = ask(fanOut(origin.rid()));
    answerAll(EU_1);
    assertThat(both.isComplete()).isFalse();
    answerAll(US);
    assertThat(both.result().unacked()).isEmpty();
  }

  @Test
  void handsARevocationToEveryMeshOnce() {
    start(EU_1, EU_2, US);
    open(EU_1);
    open(EU_2);
    open(US);
    SignedToken token = origin.sign(origin.revocation(origin.ticket(origin.rid())));
    Future<RouterMessage.FannedOut> answer = ask(new RouterMessage.Revoke(token));
    List<OriginFrame.Revoke> eu =
        Stream.of(EU_1, EU_2)
            .flatMap(relay -> dialler.to(relay).heard(OriginFrame.Revoke.class).stream())
            .toList();
    assertThat(eu).hasSize(1);
    assertThat(eu.getFirst().revocation()).isEqualTo(token);
    answerAll(EU_1);
    answerAll(EU_2);
    answerAll(US);
    assertThat(answer.result().unacked()).isEmpty();
  }

  @Test
  void asksOneRelayOfEveryMeshWhomItHasSeen() {
    start(EU_1, EU_2, US);
    RouterMessage.Sight sight = new RouterMessage.Sight(new CallId(new UUID(1, 1)));
    assertThat(ask(sight).result()).as("nobody can be asked").isEqualTo(Sighted.NOBODY);
    open(EU_1);
    open(EU_2);
    open(US);
    Sighting annas = sighting(1);
    Sighting bens = sighting(2);
    Future<Sighted> answer = ask(sight);
    see(EU_1, annas);
    assertThat(dialler.to(EU_2).heard(OriginFrame.Sight.class)).isEmpty();
    assertThat(answer.isComplete()).isFalse();
    see(US, bens);
    assertThat(answer.result().parties()).containsExactly(annas, bens);

    Future<Sighted> without = ask(sight);
    dialler.to(EU_1).lose();
    see(US, bens);
    assertThat(without.result().parties()).containsExactly(bens);
  }

  private static Sighting sighting(int party) {
    return new Sighting(
        new PartyId(new UUID(2, party)), Duration.ofSeconds(20), Duration.ofSeconds(party));
  }

  private void see(String relay, Sighting seen) {
    OriginFrame.Sight asked = dialler.to(relay).heard(OriginFrame.Sight.class).getLast();
    dialler.to(relay).say(new RelayFrame.Seen(asked.id(), List.of(seen)));
  }

  @Test
  void keepsAConversationOnOneLinkWhileItStandsAndMovesItWhenItGoes() {
    start(EU_1, EU_2);
    open(EU_1);
    open(EU_2);
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      RoutingId conversation = origin.rid();
      String first = linkOf(conversation);
      assertThat(linkOf(conversation)).isEqualTo(first);
      used.add(first);
    }
    assertThat(used).hasSize(2);
    dialler.to(EU_1).lose();
    for (int i = 0; i < 30; i++) {
      assertThat(linkOf(origin.rid())).isEqualTo(EU_2);
    }
  }

  private String linkOf(RoutingId conversation) {
    Future<RouterMessage.FannedOut> answer = ask(fanOut(conversation));
    List<String> asked =
        Stream.of(EU_1, EU_2)
            .filter(relay -> !dialler.to(relay).isClosed())
            .filter(relay ->
                dialler.to(relay).heard(OriginFrame.FanOut.class).stream()
                    .anyMatch(f -> f.envelope().conversation().equals(conversation)))
            .toList();
    asked.forEach(this::answerAll);
    assertThat(answer.result().unacked()).isEmpty();
    assertThat(asked).hasSize(1);
    return asked.getFirst();
  }

  @Test
  void countsWhatWasOnALostLinkAsUnacknowledged() {
    start(EU_1);
    open(EU_1);
    Future<RouterMessage.FannedOut> answer = ask(fanOut(origin.rid()));
    dialler.to(EU_1).lose();
    assertThat(answer.result().unacked()).containsExactly(new NodeId("eu"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(dialler.dials(EU_1)).isEqualTo(2);
    open(EU_1);
    Future<RouterMessage.FannedOut> again = ask(fanOut(origin.rid()));
    answerAll(EU_1);
    assertThat(again.result().unacked()).isEmpty();
  }

  @Test
  void refusesWhatIsBeyondTheCreditAtOnce() {
    start(EU_1);
    open(EU_1, 2);
    ask(fanOut(origin.rid()));
    ask(fanOut(origin.rid()));
    assertThat(ask(fanOut(origin.rid())).cause()).isInstanceOf(Bus.Unanswered.class);
    assertThat(dialler.to(EU_1).heard(OriginFrame.FanOut.class)).hasSize(2);
    answerAll(EU_1);
    Future<RouterMessage.FannedOut> later = ask(fanOut(origin.rid()));
    answerAll(EU_1);
    assertThat(later.result().unacked()).isEmpty();
  }

  @Test
  void splitsWhatDoesNotFitOneFrame() {
    start(EU_1);
    open(EU_1);
    List<RoutingId> targets =
        Stream.generate(origin::rid).limit(RouterMessage.FanOut.TARGETS_MAX).toList();
    Envelope largest = origin.envelope(origin.rid(), 1, Limits.ENVELOPE_BYTES_MAX);
    Future<RouterMessage.FannedOut> answer = ask(new RouterMessage.FanOut(targets, largest));
    List<OriginFrame.FanOut> parts = dialler.to(EU_1).heard(OriginFrame.FanOut.class);
    assertThat(parts).hasSize(2);
    assertThat(parts.stream().flatMap(p -> p.targets().stream()))
        .containsExactlyElementsOf(targets);
    dialler.to(EU_1).say(new RelayFrame.FannedOut(parts.get(0).id(), Set.of()));
    assertThat(answer.isComplete()).isFalse();
    dialler.to(EU_1).say(new RelayFrame.FannedOut(parts.get(1).id(), Set.of(new NodeId("n"))));
    assertThat(answer.result().unacked()).containsExactly(new NodeId("eu_n"));
  }

  @Test
  void saysEveryFewSecondsThatItIsThere() {
    start(EU_1);
    open(EU_1);
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofSeconds(3));
      dialler.to(EU_1).heard(OriginFrame.Beacon.class).stream()
          .skip(i + 1L)
          .forEach(beacon -> dialler.to(EU_1).say(new RelayFrame.Heard(beacon.id(), VITALS)));
    }
    assertThat(dialler.to(EU_1).heard(OriginFrame.Beacon.class)).hasSizeGreaterThanOrEqualTo(10);
    assertThat(dialler.to(EU_1).isClosed()).isFalse();
  }

  @Test
  void showsWhatEachRelaySaysOfItselfAndHowOldThatIs() {
    start(EU_1, EU_2);
    open(EU_1);
    clock.advance(Duration.ofSeconds(2));
    List<LinkVitals> links = ask(new RouterMessage.GetVitals()).result().links();
    assertThat(links)
        .extracting(LinkVitals::state)
        .containsExactly(LinkVitals.State.UP, LinkVitals.State.DOWN);
    assertThat(links.getFirst().reported()).isEqualTo(VITALS);
    assertThat(links.getFirst().heardAgo()).isEqualTo(Duration.ofSeconds(2));
    assertThat(links.getLast().reported()).isNull();

    dialler.to(EU_1).lose();
    clock.advance(Duration.ofSeconds(1));
    LinkVitals down = ask(new RouterMessage.GetVitals()).result().links().getFirst();
    assertThat(down.state()).isEqualTo(LinkVitals.State.DOWN);
    assertThat(down.since()).isEqualTo(Duration.ofSeconds(1));
    assertThat(down.reported()).isEqualTo(VITALS);
    assertThat(down.heardAgo()).isEqualTo(Duration.ofSeconds(3));
    assertThat(down.losses()).isOne();
  }

  @Test
  void closesALinkThatAnswersNoBeaconAndDialsAgain() {
    start(EU_1);
    open(EU_1);
    FakeDialler.FarEnd silent = dialler.to(EU_1);
    clock.advance(Duration.ofSeconds(14));
    assertThat(silent.isClosed()).isTrue();
    assertThat(dialler.dials(EU_1)).isGreaterThanOrEqualTo(2);
    assertThat(meter.value("sealmesh_uplink_violation_late")).isGreaterThanOrEqualTo(1);
  }

  @Test
  void looksAtNothingMoreOfAFarEndThatBrokeTheRules() {
    start(EU_1, US);
    open(EU_1);
    open(US);
    Future<RouterMessage.FannedOut> answer = ask(fanOut(origin.rid()));
    long before = meter.value("sealmesh_uplink_frames");
    for (int i = 0; i < 20_000; i++) {
      dialler.to(EU_1).say(new RelayFrame.FannedOut(1_000_000L + i, Set.of()));
    }
    assertThat(meter.value("sealmesh_uplink_frames") - before).isEqualTo(1);
    assertThat(dialler.to(EU_1).isClosed()).isTrue();
    answerAll(US);
    assertThat(answer.result().unacked()).containsExactly(new NodeId("eu"));
  }

  @Test
  void closesOnWhatIsNoFrame() {
    start(EU_1);
    open(EU_1);
    byte[] garbage = new byte[1000];
    Arrays.fill(garbage, (byte) 0xac);
    dialler.to(EU_1).sayBytes(garbage);
    assertThat(dialler.to(EU_1).isClosed()).isTrue();
    assertThat(meter.value("sealmesh_uplink_violation_malformed")).isEqualTo(1);
  }

  @Test
  void triesAgainWhenCryptoIsAway() {
    start(EU_1);
    dialler.to(EU_1).say(new RelayFrame.Challenge(FakeDialler.NONCE));
    bus.drop();
    assertThat(dialler.to(EU_1).isClosed()).isTrue();
    clock.advance(Duration.ofSeconds(1));
    open(EU_1);
  }

  @Test
  void leavesNoTimerBehind() throws Exception {
    start(EU_1);
    open(EU_1);
    Future<RouterMessage.FannedOut> answer = ask(fanOut(origin.rid()));
    verticle.release();
    assertThat(clock.timers()).isZero();
    assertThat(dialler.to(EU_1).isClosed()).isTrue();
    assertThat(answer.result().unacked()).isNotEmpty();
  }

  private void start(String... relays) {
    bus.handle(
        OriginAddresses.CRYPTO,
        message -> {
          toCrypto.add(message);
          return Future.succeededFuture(
              new CryptoMessage.Signed(origin.sign(((CryptoMessage.Sign) message).claims())));
        });
    UplinkConfig config = Configs.dialling(UplinkConfig.defaults().tls(), relays);
    verticle =
        new UplinkVerticle(
            bus,
            clock,
            new Random(5),
            new UplinkMetrics(meter),
            new Health(clock),
            config,
            vertx -> dialler);
    verticle.prepare();
    bus.handle(MeshAddresses.ROUTER, verticle::onMessage);
  }

  private void open(String relay) {
    open(relay, 100);
  }

  private void open(String relay, int credit) {
    FakeDialler.FarEnd farEnd = dialler.to(relay);
    farEnd.say(new RelayFrame.Challenge(FakeDialler.NONCE));
    bus.run();
    assertThat(farEnd.heard(OriginFrame.Answer.class)).hasSize(1);
    farEnd.say(new RelayFrame.Open(credit));
    long beacon = farEnd.heard(OriginFrame.Beacon.class).getFirst().id();
    farEnd.say(new RelayFrame.Heard(beacon, VITALS));
  }

  /// Acknowledges whatever this relay was asked and has not answered.
  private void answerAll(String relay) {
    FakeDialler.FarEnd farEnd = dialler.to(relay);
    farEnd.answered(id -> farEnd.say(new RelayFrame.FannedOut(id, Set.of())));
  }

  private RouterMessage.FanOut fanOut(RoutingId conversation) {
    return new RouterMessage.FanOut(List.of(origin.rid()), origin.envelope(conversation, 1));
  }

  private <R, Q extends RouterMessage & Ask<R>> Future<R> ask(Q message) {
    Future<R> answer = bus.ask(MeshAddresses.ROUTER, message);
    bus.run();
    return answer;
  }
}
