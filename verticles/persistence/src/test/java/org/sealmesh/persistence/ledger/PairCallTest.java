package org.sealmesh.persistence.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.Ended;
import org.sealmesh.origin.persistence.CallCommand.Present;
import org.sealmesh.origin.persistence.CallCommand.SettledBy;
import org.sealmesh.origin.persistence.CallCommand.Word;
import org.sealmesh.persistence.ledger.CallStanding.Ending;
import org.sealmesh.persistence.ledger.CallStanding.Said;
import org.sealmesh.persistence.ledger.CallStanding.Seen;
import org.sealmesh.persistence.ledger.PairCall.Seat;

/// What becomes of what is said of a call of two.
final class PairCallTest {
  static final CallStanding.Bounds BOUNDS =
      new CallStanding.Bounds(Duration.ofSeconds(75), Duration.ofMinutes(3), 3, 2);

  private static final Instant OPENED = Instant.parse("2030-01-01T00:00:00Z");
  private static final UserId ANN = new UserId(new UUID(1, 1));
  private static final UserId BOB = new UserId(new UUID(1, 2));
  private static final PartyId ANNS = new PartyId(new UUID(2, 1));
  private static final PartyId BOBS = new PartyId(new UUID(2, 2));
  private static final PartyId BOBS_OTHER = new PartyId(new UUID(2, 3));

  private static PairCall opened() {
    return PairCall.opened(new CallId(new UUID(3, 1)), CallMedia.VIDEO, ANN, OPENED, BOUNDS);
  }

  private static PairCall answered() {
    return say(say(opened(), BOB, BOBS, new Answered(), 10, 10), ANN, ANNS, new Answered(), 11, 11);
  }

  /// @param at when it was so, in seconds after the opening
  /// @param heard when it was said
  private static PairCall say(
      PairCall call, UserId by, PartyId party, Word word, int at, int heard) {
    return call.heard(new Said(by, party, word, after(at), after(heard)), BOB, BOUNDS);
  }

  private static Instant after(int seconds) {
    return OPENED.plusSeconds(seconds);
  }

  private static CallEndReason reason(PairCall call) {
    Ending ending = call.ending();
    return ending == null ? null : ending.reason();
  }

  /// @param becomes null: it changes nothing
  record Case(UserId by, CallEndReason says, CallEndReason becomes) {}

  static Stream<Case> unanswered() {
    return Stream.of(
        new Case(ANN, CallEndReason.CANCELLED, CallEndReason.CANCELLED),
        new Case(ANN, CallEndReason.HUNG_UP, CallEndReason.CANCELLED),
        new Case(ANN, CallEndReason.NO_ANSWER, CallEndReason.NO_ANSWER),
        new Case(ANN, CallEndReason.REJECTED, CallEndReason.REJECTED),
        new Case(ANN, CallEndReason.BUSY, CallEndReason.BUSY),
        new Case(ANN, CallEndReason.FAILED, CallEndReason.FAILED),
        new Case(BOB, CallEndReason.REJECTED, CallEndReason.REJECTED),
        new Case(BOB, CallEndReason.HUNG_UP, CallEndReason.REJECTED),
        new Case(BOB, CallEndReason.BUSY, CallEndReason.BUSY),
        new Case(BOB, CallEndReason.CANCELLED, null),
        new Case(BOB, CallEndReason.NO_ANSWER, null),
        new Case(BOB, CallEndReason.FAILED, null));
  }

  @ParameterizedTest
  @MethodSource("unanswered")
  void beforeAnAnswer(Case said) {
    PairCall call = opened();
    PairCall after = say(call, said.by(), BOBS, new Ended(said.says()), 5, 6);
    if (said.becomes() == null) {
      assertThat(after).isSameAs(call);
    } else {
      assertThat(after.ending())
          .isEqualTo(new Ending(after(5), said.becomes(), SettledBy.CONFIRMED));
      assertThat(after.durationMs()).isNull();
      assertThat(after.dueAt()).isNull();
    }
  }

  @Test
  void afterTheAnswerItIsHungUpOrFails() {
    for (CallEndReason says : CallEndReason.values()) {
      if (says != CallEndReason.LOST) {
        CallEndReason becomes =
            says == CallEndReason.FAILED ? CallEndReason.FAILED : CallEndReason.HUNG_UP;
        for (var by : Map.of(ANN, ANNS, BOB, BOBS).entrySet()) {
          PairCall ended = say(answered(), by.getKey(), by.getValue(), new Ended(says), 40, 41);
          assertThat(ended.ending()).isEqualTo(new Ending(after(40), becomes, SettledBy.CONFIRMED));
          assertThat(ended.durationMs()).isEqualTo(30_000);
        }
      }
    }
  }

  @Test
  void anotherDeviceEndsNothingThatWasAnsweredElsewhere() {
    PairCall call = answered();
    for (CallEndReason says : CallEndReason.values()) {
      if (says != CallEndReason.LOST) {
        assertThat(say(call, BOB, BOBS_OTHER, new Ended(says), 12, 12)).isSameAs(call);
      }
    }
    assertThat(say(call, BOB, BOBS_OTHER, new Present(), 12, 12)).isSameAs(call);
    assertThat(say(call, BOB, BOBS_OTHER, new Answered(), 12, 12)).isSameAs(call);
    // The caller alone has spoken: which of Bob's devices it was is not known yet.
    PairCall byCaller = say(opened(), ANN, ANNS, new Answered(), 10, 10);
    assertThat(say(byCaller, BOB, BOBS_OTHER, new Ended(CallEndReason.REJECTED), 12, 12))
        .isSameAs(byCaller);
    assertThat(reason(say(byCaller, BOB, BOBS, new Ended(CallEndReason.HUNG_UP), 12, 12)))
        .isEqualTo(CallEndReason.HUNG_UP);
  }

  @Test
  void theFirstAnswerCountsAndSeatsBoth() {
    assertThat(answered().answeredAt()).isEqualTo(after(10));
    assertThat(answered().seats())
        .containsExactly(new Seat(ANN, ANNS, OPENED), new Seat(BOB, BOBS, after(10)));
    PairCall byCaller = say(opened(), ANN, ANNS, new Answered(), 9, 12);
    assertThat(byCaller.seats())
        .containsExactly(new Seat(ANN, ANNS, OPENED), new Seat(BOB, null, after(9)));
  }

  @Test
  void whoEndedFirstHasEndedIt() {
    PairCall ended = say(opened(), BOB, BOBS, new Ended(CallEndReason.BUSY), 5, 5);
    for (Word word :
        new Word[] {new Answered(), new Present(), new Ended(CallEndReason.CANCELLED)}) {
      assertThat(say(ended, ANN, ANNS, word, 4, 6)).isSameAs(ended);
      assertThat(say(ended, BOB, BOBS, word, 4, 6)).isSameAs(ended);
    }
    assertThat(ended.isOverdue(after(10_000))).isFalse();
    assertThat(ended.timedOut(after(100_000))).isSameAs(ended);
  }

  @Test
  void anAnswerAfterTheRingingIsNone() {
    PairCall call = opened();
    assertThat(say(call, BOB, BOBS, new Answered(), 76, 76)).isSameAs(call);
    PairCall late = say(call, BOB, BOBS, new Answered(), 74, 300);
    assertThat(late.answeredAt()).isEqualTo(after(74));
    // It was said just now, so she is there.
    assertThat(late.dueAt()).isEqualTo(after(300 + 180));
  }

  @Test
  void endsUnansweredWhenTheRingingIsOver() {
    PairCall call = say(opened(), ANN, ANNS, new Present(), 70, 70);
    assertThat(call.isOverdue(after(74))).isFalse();
    assertThat(call.isOverdue(after(75))).isTrue();
    assertThat(call.timedOut(after(100_000)).ending())
        .isEqualTo(new Ending(after(75), CallEndReason.NO_ANSWER, SettledBy.TIMED_OUT));
  }

  @Test
  void endsWhenNobodyIsHeardAndAtTheLastWord() {
    PairCall call = say(answered(), ANN, ANNS, new Present(), 70, 70);
    assertThat(call.isOverdue(after(249))).isFalse();
    assertThat(call.isOverdue(after(250))).isTrue();
    assertThat(call.timedOut(after(100_000)).ending())
        .isEqualTo(new Ending(after(70), CallEndReason.LOST, SettledBy.TIMED_OUT));
    assertThat(call.timedOut(after(100_000)).durationMs()).isEqualTo(60_000);
  }

  private static PairCall silent(PairCall call, Seen... seen) {
    return call.timedOut(after(100_000), List.of(seen), BOB);
  }

  @Test
  void endsWhenSomebodyWasSeenLast() {
    PairCall call = say(answered(), ANN, ANNS, new Present(), 70, 70);
    PairCall over =
        silent(call, new Seen(ANNS, after(10), after(90)), new Seen(BOBS, after(12), after(85)));
    assertThat(over.ending())
        .isEqualTo(new Ending(after(90), CallEndReason.LOST, SettledBy.REPORTED));
    assertThat(over.durationMs()).isEqualTo(80_000);
    assertThat(over.seats()).isEqualTo(call.seats());
    assertThat(silent(call, new Seen(ANNS, after(10), after(70))).ending())
        .as("no more than she has said herself")
        .isEqualTo(new Ending(after(70), CallEndReason.LOST, SettledBy.TIMED_OUT));
  }

  @Test
  void twoWhoWereSeenWhileItRangHaveAnswered() {
    PairCall over =
        silent(
            opened(), new Seen(ANNS, after(20), after(600)), new Seen(BOBS, after(21), after(590)));
    assertThat(over.answeredAt()).isEqualTo(after(21));
    assertThat(over.ending())
        .isEqualTo(new Ending(after(600), CallEndReason.LOST, SettledBy.REPORTED));
    assertThat(over.seats())
        .containsExactly(new Seat(ANN, null, OPENED), new Seat(BOB, null, after(21)));
  }

  @Test
  void oneWhoWasSeenOrTwoAfterTheRingingHaveNotAnswered() {
    Ending unanswered = new Ending(after(75), CallEndReason.NO_ANSWER, SettledBy.TIMED_OUT);
    Seen anns = new Seen(ANNS, after(20), after(600));
    assertThat(silent(opened(), anns).ending()).isEqualTo(unanswered);
    assertThat(silent(opened(), anns, new Seen(BOBS, after(75), after(600))).ending())
        .isEqualTo(unanswered);
  }

  @Test
  void beingSeenKeepsNothingOpenAndEndsNothing() {
    PairCall call = answered();
    Seen now = new Seen(ANNS, after(10), after(300));
    assertThat(call.timedOut(after(100), List.of(now), BOB)).isSameAs(call);
    assertThat(call.timedOut(after(300), List.of(now), BOB).ending()).isNotNull();
    PairCall over = say(call, BOB, BOBS, new Ended(CallEndReason.HUNG_UP), 40, 41);
    assertThat(silent(over, now)).isSameAs(over);
  }

  @Test
  void anEndIsNeverBeforeTheAnswer() {
    PairCall ended = say(answered(), ANN, ANNS, new Ended(CallEndReason.HUNG_UP), 3, 20);
    assertThat(ended.durationMs()).isZero();
  }

  @Test
  void anOlderWordTakesNothingBack() {
    PairCall call = say(answered(), ANN, ANNS, new Present(), 70, 70);
    PairCall after = say(call, BOB, BOBS, new Present(), 30, 60);
    assertThat(after.heardAt()).isEqualTo(after(70));
    assertThat(after.dueAt()).isEqualTo(after(250));
  }
}
