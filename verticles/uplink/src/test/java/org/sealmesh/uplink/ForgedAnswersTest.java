package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.relay.TestOrigin;
import org.sealmesh.uplink.FakeDialler.FarEnd;

/// What a rogue relay can say for others, or at a time when it has no say: nothing. What it can say
/// for itself it may make up, and what it was given is unacknowledged or lost, as if it had dropped
/// it.
class ForgedAnswersTest {
  private static final NodeVitals VITALS =
      new NodeVitals(new NodeId("n"), 3, 100, 2, 1, 40, 5, 1, 1_000, 2_000, 60);
  private static final String ROGUE = "eu=wss://eu-1:1";
  private static final String BESIDE = "eu=wss://eu-2:1";
  private static final String ELSEWHERE = "us=wss://us:1";

  private final FakeBus bus = new FakeBus();
  private final FakeClock clock = new FakeClock();
  private final TestOrigin origin = new TestOrigin(3, clock::now);
  private final FakeDialler dialler = new FakeDialler();

  @Test
  void answersForNoOtherRelay() {
    start(UplinkConfig.defaults().silenceMax(), ROGUE, ELSEWHERE);
    FarEnd rogue = open(ROGUE);
    FarEnd honest = open(ELSEWHERE);
    Future<RouterMessage.FannedOut> answer = ask();
    long id = fanOutOf(honest);
    // Ids belong to a connection: the same number is its own request, and no other is anybody's.
    assertThat(fanOutOf(rogue)).isEqualTo(id);
    rogue.say(new RelayFrame.FannedOut(id, Set.of()));
    rogue.say(new RelayFrame.FannedOut(id, Set.of()));

    assertThat(rogue.isClosed()).isTrue();
    assertThat(answer.isComplete()).isFalse();
    // The very same frame is believed of whom it was asked.
    honest.say(new RelayFrame.FannedOut(id, Set.of()));
    assertThat(answer.result().unacked()).isEmpty();
  }

  @Test
  void answersNothingOverAConnectionThatIsGone() {
    start(UplinkConfig.defaults().silenceMax(), ROGUE);
    FarEnd gone = open(ROGUE);
    gone.lose();
    clock.advance(Duration.ofSeconds(1));
    FarEnd now = open(ROGUE);
    Future<RouterMessage.FannedOut> answer = ask();
    long id = fanOutOf(now);

    gone.say(new RelayFrame.FannedOut(id, Set.of()));
    gone.say(new RelayFrame.Challenge(FakeDialler.NONCE));
    gone.sayBytes(new byte[1]);
    gone.lose();
    assertThat(answer.isComplete()).isFalse();
    assertThat(now.isClosed()).isFalse();
    // The very same frame is believed over the connection that stands.
    now.say(new RelayFrame.FannedOut(id, Set.of()));
    assertThat(answer.result().unacked()).isEmpty();
  }

  /// No defence: a relay may say that it delivered what it dropped. Browsers find it by themselves.
  @Test
  void liesAboutItsOwnMesh() {
    start(UplinkConfig.defaults().silenceMax(), ROGUE);
    FarEnd rogue = open(ROGUE);
    Future<RouterMessage.FannedOut> answer = ask();
    rogue.say(new RelayFrame.FannedOut(fanOutOf(rogue), Set.of(new NodeId("us"))));
    // But it cannot name another mesh's nodes, or another mesh.
    assertThat(answer.result().unacked()).containsExactly(new NodeId("eu_us"));
  }

  /// One that answers beacons and nothing else is as silent as one that answers nothing.
  @Test
  void swallowsNoMoreThanWhatItWasGivenInTheTimeOfItsSilence() {
    start(UplinkConfig.defaults().silenceMax(), ROGUE, BESIDE);
    assertThat(swallowedInAMinute()).isLessThan(5);
  }

  @Test
  void swallowsItsShareForeverIfSilenceIsAllowed() {
    start(Duration.ofDays(1), ROGUE, BESIDE);
    assertThat(swallowedInAMinute()).isGreaterThan(10);
  }

  /// How many of sixty events nobody got, while another relay of the mesh was there.
  private long swallowedInAMinute() {
    FarEnd rogue = open(ROGUE);
    FarEnd honest = open(BESIDE);
    int before = rogue.heard(OriginFrame.FanOut.class).size();
    for (int second = 0; second < 60; second++) {
      ask();
      clock.advance(Duration.ofSeconds(1));
      for (FarEnd relay : List.of(rogue, honest)) {
        relay.beacons(id -> relay.say(new RelayFrame.Heard(id, VITALS)));
      }
      honest.answered(id -> honest.say(new RelayFrame.FannedOut(id, Set.of())));
    }
    return rogue.heard(OriginFrame.FanOut.class).size() - before;
  }

  private static long fanOutOf(FarEnd relay) {
    return relay.heard(OriginFrame.FanOut.class).getLast().id();
  }

  private void start(Duration silenceMax, String... relays) {
    bus.handle(
        OriginAddresses.CRYPTO,
        message ->
            Future.succeededFuture(
                new CryptoMessage.Signed(origin.sign(((CryptoMessage.Sign) message).claims()))));
    UplinkConfig d = UplinkConfig.defaults();
    UplinkConfig config =
        Configs.with(d.tls(), d.requestsMax(), d.bytesMax(), d.beaconEvery(), silenceMax, relays);
    UplinkVerticle verticle =
        new UplinkVerticle(
            bus,
            clock,
            new Random(5),
            new UplinkMetrics(new FakeMeter()),
            new Health(clock),
            config,
            vertx -> dialler);
    verticle.prepare();
    bus.handle(MeshAddresses.ROUTER, verticle::onMessage);
  }

  private FarEnd open(String relay) {
    FarEnd farEnd = dialler.to(relay);
    farEnd.say(new RelayFrame.Challenge(FakeDialler.NONCE));
    bus.run();
    farEnd.say(new RelayFrame.Open(100));
    farEnd.beacons(id -> farEnd.say(new RelayFrame.Heard(id, VITALS)));
    return farEnd;
  }

  private Future<RouterMessage.FannedOut> ask() {
    Future<RouterMessage.FannedOut> answer =
        bus.ask(
            MeshAddresses.ROUTER,
            new RouterMessage.FanOut(List.of(origin.rid()), origin.envelope(origin.rid(), 1)));
    bus.run();
    return answer;
  }
}
