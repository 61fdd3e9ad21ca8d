package org.sealmesh.uplink.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.LinkVitals;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.Violation;
import org.sealmesh.uplink.state.LinkState.Phase;
import org.sealmesh.uplink.state.PendingAsks.Kind;

class LinkStateTest {
  static final NodeVitals VITALS =
      new NodeVitals(new NodeId("n"), 3, 100, 2, 1, 40, 5, 1, 1_000, 2_000, 60);
  static final LinkRules RULES =
      new LinkRules(
          Duration.ofSeconds(5),
          Duration.ofSeconds(4),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60));
  private static final Sighting SEEN =
      new Sighting(new PartyId(new UUID(1, 2)), Duration.ofSeconds(9), Duration.ofSeconds(1));
  private static final Fresh NONCE = new Fresh(new byte[Fresh.BYTES]);
  private static final SignedToken TOKEN = new SignedToken("a.b.c");

  private final Window window = new Window(2, 1000);
  private final LinkState<String> link =
      new LinkState<>(
          RULES,
          new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(20), new Random(1)),
          window,
          0);
  private long nowNs;

  @Test
  void dialsSignsAnswersAndIsUp() {
    assertThat(link.onTick(nowNs)).containsExactly(new LinkAction.Dial<>());
    assertThat(link.onTick(nowNs)).isEmpty();
    assertThat(link.onFrame(new RelayFrame.Challenge(NONCE), nowNs))
        .containsExactly(new LinkAction.Sign<>(NONCE));
    assertThat(link.onSigned(TOKEN, nowNs))
        .containsExactly(new LinkAction.Send<>(new OriginFrame.Answer(TOKEN)));
    assertThat(link.isUp()).isFalse();
    assertThat(link.onFrame(new RelayFrame.Open(5), nowNs))
        .containsExactly(new LinkAction.Send<>(new OriginFrame.Beacon(1)));
    assertThat(link.isUp()).isTrue();
  }

  @Test
  void asksNothingBeforeItIsUp() {
    assertThat(link.ask("a", Kind.REQUEST, 10, nowNs)).isEmpty();
    link.onTick(nowNs);
    link.onFrame(new RelayFrame.Challenge(NONCE), nowNs);
    link.onSigned(TOKEN, nowNs);
    assertThat(link.ask("a", Kind.REQUEST, 10, nowNs)).isEmpty();
    assertThat(window.requests()).isZero();
  }

  @Test
  void signsOneChallengePerConnection() {
    link.onTick(nowNs);
    link.onFrame(new RelayFrame.Challenge(NONCE), nowNs);
    assertThat(link.onFrame(new RelayFrame.Challenge(NONCE), nowNs))
        .containsExactly(new LinkAction.Close<>(Violation.OUT_OF_TURN));
    assertThat(link.onFrame(new RelayFrame.Challenge(NONCE), nowNs)).isEmpty();
  }

  @Test
  void isNotUpWithoutHavingAnswered() {
    link.onTick(nowNs);
    assertThat(link.onFrame(new RelayFrame.Open(5), nowNs))
        .containsExactly(new LinkAction.Close<>(Violation.OUT_OF_TURN));
  }

  @Test
  void givesUpOnAFarEndThatSaysNothingInAnyPhase() {
    link.onTick(nowNs);
    assertThat(link.onTick(nowNs + seconds(8) - 1)).isEmpty();
    assertThat(link.onTick(nowNs + seconds(8)))
        .containsExactly(new LinkAction.Close<>(Violation.LATE));
    assertThat(link.phase()).isEqualTo(Phase.RESTING);
  }

  @Test
  void tellsTheAskerWhatTheRelaySays() {
    up();
    long first = link.ask("first", Kind.REQUEST, 10, nowNs).orElseThrow();
    long second = link.ask("second", Kind.REQUEST, 10, nowNs).orElseThrow();
    NodeId node = new NodeId("n");
    assertThat(link.onFrame(new RelayFrame.FannedOut(second, Set.of(node)), nowNs))
        .containsExactly(new LinkAction.Answered<>("second", Set.of(node)));
    assertThat(link.onFrame(new RelayFrame.Unavailable(first), nowNs))
        .containsExactly(new LinkAction.Lost<>("first"));
    assertThat(window.requests()).isZero();
  }

  @Test
  void keepsNoMoreUnansweredThanTheWindowHolds() {
    up();
    link.ask("a", Kind.REQUEST, 10, nowNs);
    link.ask("b", Kind.REQUEST, 10, nowNs);
    assertThat(link.ask("c", Kind.REQUEST, 10, nowNs)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void closesOnAnswersToWhatWasNotAskedAndLosesWhatWas() {
    up();
    long id = link.ask("asked", Kind.REQUEST, 10, nowNs).orElseThrow();
    assertThat(link.onFrame(new RelayFrame.FannedOut(id + 1, Set.of()), nowNs))
        .containsExactly(
            new LinkAction.Close<>(Violation.UNKNOWN_ID), new LinkAction.Lost<>("asked"));
    assertThat(window.requests()).isZero();
    // The rest of the flood is not even looked at.
    assertThat(link.onFrame(new RelayFrame.FannedOut(id, Set.of()), nowNs)).isEmpty();
  }

  @Test
  void closesOnAnAnswerOfAnotherKind() {
    up();
    assertThat(link.onFrame(new RelayFrame.FannedOut(1, Set.of()), nowNs).getFirst())
        .isEqualTo(new LinkAction.Close<>(Violation.UNKNOWN_ID));
  }

  @Test
  void tellsTheAskerWhomTheRelayHasSeen() {
    up();
    long known = link.ask("known", Kind.SIGHT, 10, nowNs).orElseThrow();
    long unknown = link.ask("unknown", Kind.SIGHT, 10, nowNs).orElseThrow();
    assertThat(link.onFrame(new RelayFrame.Seen(known, List.of(SEEN)), nowNs))
        .containsExactly(new LinkAction.Seen<>("known", new Sighted(List.of(SEEN))));
    assertThat(link.onFrame(new RelayFrame.Unavailable(unknown), nowNs))
        .containsExactly(new LinkAction.Lost<>("unknown"));
    assertThat(window.requests()).isZero();
  }

  @Test
  void closesOnASightingThatNobodyAskedFor() {
    up();
    long fanOut = link.ask("fan-out", Kind.REQUEST, 10, nowNs).orElseThrow();
    assertThat(link.onFrame(new RelayFrame.Seen(fanOut, List.of(SEEN)), nowNs).getFirst())
        .isEqualTo(new LinkAction.Close<>(Violation.UNKNOWN_ID));
    up();
    long sight = link.ask("sight", Kind.SIGHT, 10, nowNs).orElseThrow();
    assertThat(link.onFrame(new RelayFrame.FannedOut(sight, Set.of()), nowNs).getFirst())
        .isEqualTo(new LinkAction.Close<>(Violation.UNKNOWN_ID));
  }

  @Test
  void tellsALateAskerAndKeepsItsRoomTaken() {
    up();
    link.onFrame(new RelayFrame.Heard(1, VITALS), nowNs);
    long id = link.ask("late", Kind.REQUEST, 10, nowNs).orElseThrow();
    nowNs += seconds(5);
    assertThat(link.onTick(nowNs)).contains(new LinkAction.Lost<>("late"));
    assertThat(window.requests()).isEqualTo(1);
    assertThat(link.onFrame(new RelayFrame.FannedOut(id, Set.of()), nowNs)).isEmpty();
    assertThat(window.requests()).isZero();
    assertThat(link.isUp()).isTrue();
  }

  @Test
  void closesAFarEndThatAnswersNothing() {
    up();
    long id = link.ask("asked", Kind.REQUEST, 10, nowNs).orElseThrow();
    link.onFrame(new RelayFrame.Heard(1, VITALS), nowNs);
    nowNs += seconds(10);
    List<LinkAction<String>> actions = link.onTick(nowNs);
    assertThat(id).isEqualTo(2);
    assertThat(actions)
        .containsExactly(new LinkAction.Close<>(Violation.LATE), new LinkAction.Lost<>("asked"));
  }

  @Test
  void tellsHowItHasFared() {
    assertThat(vitals().state()).isEqualTo(LinkVitals.State.DOWN);
    assertThat(link.ask("too early", Kind.REQUEST, 10, nowNs)).isEmpty();
    up();
    link.onFrame(new RelayFrame.Heard(1, VITALS), nowNs);
    link.ask("a", Kind.REQUEST, 10, nowNs);
    link.ask("b", Kind.REQUEST, 10, nowNs);
    link.ask("no room", Kind.REQUEST, 10, nowNs);
    nowNs += seconds(2);
    assertThat(vitals())
        .isEqualTo(
            new LinkVitals(
                "eu",
                "relay:8443",
                LinkVitals.State.UP,
                Duration.ofSeconds(2),
                2,
                2,
                0,
                0,
                VITALS,
                Duration.ofSeconds(2)));
    link.onClosed(nowNs);
    nowNs += seconds(1);
    assertThat(vitals().state()).isEqualTo(LinkVitals.State.DOWN);
    assertThat(vitals().since()).isEqualTo(Duration.ofSeconds(1));
    assertThat(vitals().lost()).isEqualTo(2);
    assertThat(vitals().losses()).isOne();
    assertThat(vitals().unanswered()).isZero();
    assertThat(vitals().heardAgo()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void believesNoReportThatAnswersNothing() {
    up();
    assertThat(link.onFrame(new RelayFrame.Heard(7, VITALS), nowNs).getFirst())
        .isEqualTo(new LinkAction.Close<>(Violation.UNKNOWN_ID));
    assertThat(vitals().reported()).isNull();
  }

  private LinkVitals vitals() {
    return link.vitals("eu", "relay:8443", nowNs);
  }

  @Test
  void losesWhatWasAskedWhenTheConnectionGoes() {
    up();
    link.ask("a", Kind.REQUEST, 10, nowNs);
    assertThat(link.onClosed(nowNs)).containsExactly(new LinkAction.Lost<>("a"));
    assertThat(link.onClosed(nowNs)).isEmpty();
  }

  @Test
  void comesBackLaterEachTimeUntilItHasStoodForAWhile() {
    long firstWait = waitAfterLoss();
    for (int i = 0; i < 6; i++) {
      waitAfterLoss();
    }
    assertThat(waitAfterLoss()).isGreaterThan(3 * firstWait);
    up();
    for (int i = 0; i < 20; i++) {
      nowNs += seconds(3);
      link.onTick(nowNs);
      link.onFrame(new RelayFrame.Heard(i + 1, VITALS), nowNs);
    }
    link.onTick(nowNs);
    link.onClosed(nowNs);
    assertThat(link.onTick(nowNs + seconds(1) * 3 / 2)).containsExactly(new LinkAction.Dial<>());
  }

  private long waitAfterLoss() {
    up();
    link.onClosed(nowNs);
    long lostNs = nowNs;
    while (link.phase() == Phase.RESTING) {
      nowNs += Duration.ofMillis(10).toNanos();
      link.onTick(nowNs);
    }
    link.onClosed(nowNs);
    return nowNs - lostNs;
  }

  private void up() {
    while (link.phase() == Phase.RESTING) {
      link.onTick(nowNs);
      nowNs += Duration.ofMillis(10).toNanos();
    }
    link.onFrame(new RelayFrame.Challenge(NONCE), nowNs);
    link.onSigned(TOKEN, nowNs);
    link.onFrame(new RelayFrame.Open(5), nowNs);
    assertThat(link.isUp()).isTrue();
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
