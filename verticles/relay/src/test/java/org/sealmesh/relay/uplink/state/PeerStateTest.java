package org.sealmesh.relay.uplink.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.Violation;
import org.sealmesh.relay.TestOrigin;

class PeerStateTest {
  private static final Duration LIFE = Duration.ofSeconds(30);
  private static final CallId CALL = new CallId(new UUID(1, 1));

  private final FakeClock clock = new FakeClock();
  private final NodeVitals vitals =
      new NodeVitals(new NodeId("n"), 3, 100, 2, 1, 40, 5, 1, 1_000, 2_000, 60);
  private final TestOrigin origin = new TestOrigin(7, clock::now);
  private final TokenVerifier verifier = new TokenVerifier(origin.signers(), clock::now);
  private final PeerRules rules =
      new PeerRules(clock, 3, Duration.ofSeconds(5), Duration.ofSeconds(10), () -> vitals);
  private final Random random = new Random(7);
  private final Fresh nonce = fresh();
  private final Fresh binding = fresh();
  private final RoutingId anna = origin.rid();
  private final PeerState state =
      new PeerState(rules, Challenge.of(verifier, "eu", nonce, binding));

  @Test
  void asksBeforeItHears() {
    assertThat(state.onOpened())
        .containsExactly(new PeerAction.Send(new RelayFrame.Challenge(nonce)));
    assertThat(state.isOpen()).isFalse();
  }

  @Test
  void opensToWhomTheOriginSignedFor() {
    assertThat(state.onFrame(answer(origin, "eu", nonce, binding)))
        .containsExactly(new PeerAction.Send(new RelayFrame.Open(3)));
    assertThat(state.isOpen()).isTrue();
    OriginFrame.FanOut fanOut = fanOut(1);
    assertThat(state.onFrame(fanOut))
        .containsExactly(
            new PeerAction.FanOut(
                1, new RouterMessage.FanOut(fanOut.targets(), fanOut.envelope())));
  }

  @Test
  void hearsNothingElseBeforeThat() {
    List<OriginFrame> others =
        List.of(
            fanOut(1),
            new OriginFrame.Beacon(1),
            new OriginFrame.Revoke(1, revocation()),
            new OriginFrame.Sight(1, CALL));
    for (OriginFrame frame : others) {
      PeerState fresh = new PeerState(rules, Challenge.of(verifier, "eu", nonce, binding));
      assertThat(fresh.onFrame(frame)).containsExactly(closed(Violation.NOT_THE_ORIGIN));
      assertThat(fresh.onFrame(answer(origin, "eu", nonce, binding))).isEmpty();
      assertThat(fresh.isOpen()).isFalse();
    }
  }

  @Test
  void refusesEveryAnswerThatIsNotTheOne() {
    TestOrigin stranger = new TestOrigin(8, clock::now);
    refuses(answer(stranger, "eu", nonce, binding));
    refuses(answer(origin, "us", nonce, binding));
    refuses(answer(origin, "eu", fresh(), binding));
    refuses(answer(origin, "eu", nonce, fresh()));
    refuses(new OriginFrame.Answer(revocation()));
    refuses(new OriginFrame.Answer(new SignedToken("a.b.c")));
    OriginFrame.Answer old = answer(origin, "eu", nonce, binding);
    clock.advance(LIFE.plus(TokenVerifier.LEEWAY));
    refuses(old);
  }

  private void refuses(OriginFrame.Answer answer) {
    PeerState fresh = new PeerState(rules, Challenge.of(verifier, "eu", nonce, binding));
    assertThat(fresh.onFrame(answer)).containsExactly(closed(Violation.NOT_THE_ORIGIN));
  }

  @Test
  void waitsForTheAnswerNoLongerThanItMust() {
    clock.advance(Duration.ofSeconds(5).minusNanos(1));
    assertThat(state.onTick()).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(state.onTick()).containsExactly(closed(Violation.NOT_THE_ORIGIN));
  }

  @Test
  void takesNoSecondAnswer() {
    open();
    assertThat(state.onFrame(answer(origin, "eu", nonce, binding)))
        .containsExactly(closed(Violation.OUT_OF_TURN));
  }

  @Test
  void answersEachRequestOnce() {
    open();
    state.onFrame(fanOut(1));
    state.onFrame(new OriginFrame.Revoke(2, revocation()));
    NodeId node = new NodeId("n");

    assertThat(state.onAnswer(2, Optional.empty()))
        .containsExactly(new PeerAction.Send(new RelayFrame.Unavailable(2)));
    assertThat(state.onAnswer(1, Optional.of(Set.of(node))))
        .containsExactly(new PeerAction.Send(new RelayFrame.FannedOut(1, Set.of(node))));
    assertThat(state.onAnswer(1, Optional.of(Set.of()))).isEmpty();
  }

  @Test
  void tellsWhomTheMeshHasSeenInACall() {
    open();
    assertThat(state.onFrame(new OriginFrame.Sight(1, CALL)))
        .containsExactly(new PeerAction.Sight(1, new RouterMessage.Sight(CALL)));
    state.onFrame(new OriginFrame.Sight(2, CALL));
    List<Sighting> parties =
        List.of(new Sighting(new PartyId(new UUID(1, 2)), LIFE, Duration.ZERO));
    assertThat(state.onSighted(1, Optional.of(new Sighted(parties))))
        .containsExactly(new PeerAction.Send(new RelayFrame.Seen(1, parties)));
    assertThat(state.onSighted(1, Optional.of(Sighted.NOBODY))).isEmpty();
    assertThat(state.onSighted(2, Optional.empty()))
        .containsExactly(new PeerAction.Send(new RelayFrame.Unavailable(2)));
  }

  @Test
  void namesNoMoreNodesThanAFrameHolds() {
    open();
    state.onFrame(fanOut(1));
    Set<NodeId> nodes =
        IntStream.range(0, 1000).mapToObj(i -> new NodeId("n" + i)).collect(Collectors.toSet());

    var sent = (PeerAction.Send) state.onAnswer(1, Optional.of(nodes)).getFirst();
    assertThat(((RelayFrame.FannedOut) sent.frame()).unacked())
        .hasSize(RelayFrame.FannedOut.UNACKED_MAX);
  }

  @Test
  void closesBeyondTheCredit() {
    open();
    for (int id = 1; id <= 3; id++) {
      state.onFrame(fanOut(id));
    }
    assertThat(state.onFrame(new OriginFrame.Beacon(4))).hasSize(2);
    state.onAnswer(2, Optional.of(Set.of()));
    assertThat(state.onFrame(fanOut(5))).hasOnlyElementsOfType(PeerAction.FanOut.class);
    assertThat(state.onFrame(fanOut(6))).containsExactly(closed(Violation.OVER_CREDIT));
  }

  @Test
  void takesIdsInTheirOrderOnly() {
    open();
    state.onFrame(fanOut(1));
    assertThat(state.onFrame(fanOut(1))).containsExactly(closed(Violation.UNKNOWN_ID));
  }

  @Test
  void closesWhenTheBeaconStaysAway() {
    open();
    clock.advance(Duration.ofSeconds(9));
    assertThat(state.onFrame(new OriginFrame.Beacon(1)))
        .containsExactly(
            new PeerAction.NoteBeacon(), new PeerAction.Send(new RelayFrame.Heard(1, vitals)));
    clock.advance(Duration.ofSeconds(9));
    assertThat(state.onTick()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(state.onTick()).containsExactly(closed(Violation.LATE));
    assertThat(state.onFrame(new OriginFrame.Beacon(2))).isEmpty();
  }

  private void open() {
    state.onFrame(answer(origin, "eu", nonce, binding));
    assertThat(state.isOpen()).isTrue();
  }

  private OriginFrame.Answer answer(TestOrigin signer, String mesh, Fresh asked, Fresh bound) {
    return new OriginFrame.Answer(
        signer.sign(new Claims.Uplink(mesh, asked, bound, clock.now(), clock.now().plus(LIFE))));
  }

  private OriginFrame.FanOut fanOut(long id) {
    return new OriginFrame.FanOut(id, List.of(anna), origin.envelope(anna, 1));
  }

  private SignedToken revocation() {
    return origin.sign(origin.revocation(origin.ticket(anna)));
  }

  private Fresh fresh() {
    byte[] bytes = new byte[Fresh.BYTES];
    random.nextBytes(bytes);
    return new Fresh(bytes);
  }

  private static PeerAction closed(Violation violation) {
    return new PeerAction.Close(violation);
  }
}
