package org.sealmesh.uplink.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.uplink.state.LinkStateTest.RULES;
import static org.sealmesh.uplink.state.LinkStateTest.VITALS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.Violation;
import org.sealmesh.uplink.state.PendingAsks.Kind;

/// A relay that lies within the vocabulary: to a link as it is, and to one that lacks the one
/// defence against it.
class HostileRelayTest {
  private static final int FLOOD = 1_000;
  private static final int REQUESTS_MAX = 4;

  private final List<LinkAction<String>> done = new ArrayList<>();
  private Window window;
  private LinkState<String> link;

  @Test
  void hasOneChallengeSignedPerConnection() {
    challenge(Set.of());
    assertThat(signatures()).isEqualTo(1);
    assertThat(violation()).isEqualTo(Violation.OUT_OF_TURN);

    // The origin's signature under as many numbers as the relay likes.
    challenge(Set.of(Defence.ONE_CHALLENGE));
    assertThat(signatures()).isEqualTo(FLOOD);
  }

  private void challenge(Set<Defence> without) {
    dial(without);
    for (byte i = 0; signatures() < FLOOD && done.size() <= FLOOD; i++) {
      byte[] chosen = new byte[Fresh.BYTES];
      chosen[0] = i;
      hear(new RelayFrame.Challenge(new Fresh(chosen)));
      if (link.phase() == LinkState.Phase.RESTING) {
        return;
      }
    }
  }

  private long signatures() {
    return done.stream().filter(LinkAction.Sign.class::isInstance).count();
  }

  @Test
  void endsWithTheFirstAnswerToWhatWasNeverAsked() {
    assertThat(heardOfAFlood(Set.of())).isEqualTo(1);
    assertThat(violation()).isEqualTo(Violation.UNKNOWN_ID);
    assertThat(heardOfAFlood(Set.of(Defence.KNOWN_IDS))).isEqualTo(FLOOD);
  }

  private long heardOfAFlood(Set<Defence> without) {
    up(without);
    return LongStream.range(0, FLOOD)
        .filter(i -> {
          boolean isUp = link.isUp();
          hear(new RelayFrame.FannedOut(1_000 + i, Set.of()));
          return isUp;
        })
        .count();
  }

  /// Each answer gives room back: doubled ones would give back what was never taken, until nothing
  /// bounds what waits for a relay that reads nothing.
  @Test
  void givesRoomBackOnce() {
    assertThat(takenAfter(Set.of(), this::answersTwice)).isZero();
    assertThat(violation()).isEqualTo(Violation.UNKNOWN_ID);
    assertThat(takenAfter(Set.of(Defence.ONE_ANSWER), this::answersTwice))
        .isGreaterThan(REQUESTS_MAX);
  }

  private void answersTwice() {
    long id = link.ask("asked", Kind.REQUEST, 10, 0).orElseThrow();
    for (int i = 0; i < 3; i++) {
      hear(new RelayFrame.FannedOut(id, Set.of()));
    }
  }

  @Test
  void tellsTheAskerOnce() {
    up(Set.of());
    answersTwice();
    assertThat(told()).isEqualTo(1);
    up(Set.of(Defence.ONE_ANSWER));
    answersTwice();
    assertThat(told()).isEqualTo(3);
  }

  private long told() {
    return done.stream().filter(LinkAction.Answered.class::isInstance).count();
  }

  /// A beacon takes no room, so its id must give none back.
  @Test
  void takesABeaconsIdForNoRequests() {
    assertThat(takenAfter(Set.of(), this::answersABeaconAsARequest)).isZero();
    assertThat(violation()).isEqualTo(Violation.UNKNOWN_ID);
    assertThat(takenAfter(Set.of(Defence.OWN_KIND), this::answersABeaconAsARequest))
        .isGreaterThan(REQUESTS_MAX);
  }

  private void answersABeaconAsARequest() {
    hear(new RelayFrame.FannedOut(1, Set.of()));
  }

  /// How many requests go out unanswered afterwards.
  private int takenAfter(Set<Defence> without, Runnable attack) {
    up(without);
    attack.run();
    int taken = 0;
    while (taken <= 2 * REQUESTS_MAX && link.ask("more", Kind.REQUEST, 10, 0).isPresent()) {
      taken++;
    }
    return taken;
  }

  /// No defence is taken off: an answer that comes too late is no lie. It says nothing to the
  /// asker, who was told, and gives back the room that was still taken.
  @Test
  void tellsNothingToWhoWasToldThatItIsLate() {
    up(Set.of());
    hear(new RelayFrame.Heard(1, VITALS));
    long id = link.ask("late", Kind.REQUEST, 10, 0).orElseThrow();
    done.addAll(link.onTick(RULES.answerWithin().toNanos()));
    assertThat(done).contains(new LinkAction.Lost<>("late"));
    assertThat(window.requests()).isEqualTo(1);

    hear(new RelayFrame.FannedOut(id, Set.of()));
    assertThat(told()).isZero();
    assertThat(window.requests()).isZero();
    assertThat(link.isUp()).isTrue();
  }

  private Violation violation() {
    return done.stream()
        .filter(LinkAction.Close.class::isInstance)
        .map(close -> ((LinkAction.Close<String>) close).violation())
        .findFirst()
        .orElseThrow();
  }

  private void hear(RelayFrame frame) {
    done.addAll(link.onFrame(frame, 0));
  }

  private void dial(Set<Defence> without) {
    done.clear();
    window = new Window(REQUESTS_MAX, 1_000);
    BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(20), new Random(1));
    link = new LinkState<>(RULES, backOff, window, 0, without);
    link.onTick(0);
  }

  private void up(Set<Defence> without) {
    dial(without);
    hear(new RelayFrame.Challenge(new Fresh(new byte[Fresh.BYTES])));
    link.onSigned(new SignedToken("a.b.c"), 0);
    hear(new RelayFrame.Open(RelayFrame.Open.CREDIT_MAX));
    done.clear();
    assertThat(link.isUp()).isTrue();
  }
}
