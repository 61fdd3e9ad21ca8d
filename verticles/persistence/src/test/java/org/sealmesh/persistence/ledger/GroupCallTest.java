package org.sealmesh.persistence.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.SettledBy;
import org.sealmesh.persistence.ledger.CallStanding.Bounds;
import org.sealmesh.persistence.ledger.CallStanding.Ending;
import org.sealmesh.persistence.ledger.CallStanding.Said;
import org.sealmesh.persistence.ledger.CallStanding.Seen;
import org.sealmesh.persistence.ledger.GroupCall.Guest;
import org.sealmesh.persistence.ledger.GroupCall.Party;

/// What becomes of what is said of a group's call. Three users at a time, each with two parties.
final class GroupCallTest {
  private static final Bounds BOUNDS = PairCallTest.BOUNDS;
  private static final Instant OPENED = Instant.parse("2030-01-01T00:00:00Z");
  private static final UserId ANN = user(1);
  private static final UserId BOB = user(2);
  private static final UserId CAT = user(3);
  private static final PartyId PHONE = new PartyId(new UUID(2, 1));
  private static final PartyId DESK = new PartyId(new UUID(2, 2));
  private static final PartyId CAR = new PartyId(new UUID(2, 3));

  private static UserId user(int number) {
    return new UserId(new UUID(1, number));
  }

  private static Instant after(int seconds) {
    return OPENED.plusSeconds(seconds);
  }

  private static GroupCall opened() {
    return GroupCall.opened(new CallId(new UUID(3, 1)), CallMedia.VIDEO, ANN, OPENED, BOUNDS);
  }

  private static Said said(UserId by, PartyId party, int at, int heard) {
    return new Said(by, party, new Answered(), after(at), after(heard));
  }

  private static GroupCall in(GroupCall call, UserId by, PartyId party, int at) {
    return call.heard(said(by, party, at, at), BOUNDS);
  }

  private static GroupCall out(GroupCall call, UserId by, PartyId party, int at) {
    return call.left(said(by, party, at, at));
  }

  /// Ann came after 5 s, Bob after 20 s.
  private static GroupCall two() {
    return in(in(opened(), ANN, PHONE, 5), BOB, DESK, 20);
  }

  private static Guest guest(GroupCall call, UserId user) {
    return call.guests().stream().filter(g -> g.user().equals(user)).findFirst().orElseThrow();
  }

  private static List<UserId> inside(GroupCall call) {
    return call.guests().stream()
        .filter(Guest::isIn)
        .map(Guest::user)
        .sorted(Comparator.comparing(UserId::value))
        .toList();
  }

  @Test
  void countsFromWhenTheSecondUserCameIn() {
    GroupCall alone = in(in(opened(), ANN, PHONE, 5), ANN, DESK, 10);
    assertThat(alone.answeredAt()).isNull();
    GroupCall two = in(alone, BOB, DESK, 20);
    assertThat(two.answeredAt()).isEqualTo(after(20));
    GroupCall three = in(two, CAT, CAR, 30);
    assertThat(three.answeredAt()).isEqualTo(after(20));
    assertThat(inside(three)).containsExactly(ANN, BOB, CAT);
    // Heard of late: they were two when the later one of them had come.
    GroupCall late = in(opened(), ANN, PHONE, 40).heard(said(BOB, DESK, 3, 41), BOUNDS);
    assertThat(late.answeredAt()).isEqualTo(after(40));
  }

  @Test
  void endsWhenTheLastOneHasLeft() {
    GroupCall one = out(two(), ANN, PHONE, 50);
    assertThat(one.ending()).isNull();
    assertThat(guest(one, ANN).leftAt()).isEqualTo(after(50));
    GroupCall over = out(one, BOB, DESK, 80);
    assertThat(over.ending())
        .isEqualTo(new Ending(after(80), CallEndReason.HUNG_UP, SettledBy.CONFIRMED));
    assertThat(over.durationMs()).isEqualTo(60_000);
    assertThat(over.dueAt()).isNull();
    assertThat(guest(over, ANN).leftAt()).isEqualTo(after(50));
    assertThat(guest(over, BOB).leftAt()).isEqualTo(after(80));
    assertThat(in(over, CAT, CAR, 81)).isSameAs(over);
    assertThat(out(over, BOB, DESK, 81)).isSameAs(over);
    assertThat(over.removed(BOB, after(81))).isSameAs(over);
    assertThat(over.closed(said(ANN, PHONE, 81, 81), CallEndReason.FAILED)).isSameAs(over);
    assertThat(over.timedOut(after(10_000))).isSameAs(over);
  }

  @Test
  void endsWhenTheLastOneWasSeenLast() {
    GroupCall call = two();
    Seen anns = new Seen(PHONE, after(6), after(400));
    Seen bobs = new Seen(DESK, after(21), after(300));
    Seen nobodys = new Seen(CAR, after(30), after(9_000));
    GroupCall over = call.timedOut(after(10_000), List.of(anns, bobs, nobodys));
    assertThat(over.ending())
        .isEqualTo(new Ending(after(400), CallEndReason.LOST, SettledBy.REPORTED));
    assertThat(guest(over, ANN).leftAt()).isEqualTo(after(400));
    assertThat(guest(over, BOB).leftAt()).isEqualTo(after(300));
    assertThat(over.guests()).as("a relay puts nobody into it").hasSize(2);
    assertThat(call.timedOut(after(10_000), List.of(nobodys)))
        .isEqualTo(call.timedOut(after(10_000)));
    assertThat(opened().timedOut(after(10_000), List.of(anns, bobs)).ending())
        .isEqualTo(new Ending(after(75), CallEndReason.NO_ANSWER, SettledBy.TIMED_OUT));
  }

  @Test
  void whileSomebodyIsInItItIsHersToSay() {
    GroupCall call = in(two(), ANN, PHONE, 100);
    Seen bobs = new Seen(DESK, after(21), after(150));
    GroupCall after = call.timedOut(after(210), List.of(bobs));
    assertThat(after).isEqualTo(call.timedOut(after(210)));
    assertThat(guest(after, BOB).leftAt()).isEqualTo(after(20));
    assertThat(call.timedOut(after(190), List.of(bobs))).isSameAs(call);
  }

  @Test
  void aCallOfOneHasNoDuration() {
    GroupCall over = out(in(opened(), ANN, PHONE, 5), ANN, PHONE, 50);
    assertThat(over.ending())
        .isEqualTo(new Ending(after(50), CallEndReason.HUNG_UP, SettledBy.CONFIRMED));
    assertThat(over.durationMs()).isNull();
  }

  @Test
  void whoHasSeveralPartiesLeavesWithTheLast() {
    GroupCall call = in(two(), BOB, CAR, 30);
    GroupCall one = out(call, BOB, DESK, 60);
    assertThat(guest(one, BOB).isIn()).isTrue();
    assertThat(guest(one, BOB).leftAt()).isNull();
    GroupCall none = out(one, BOB, CAR, 70);
    assertThat(guest(none, BOB).leftAt()).isEqualTo(after(70));
    // A party that is silent was not heard, but her user was: until her other party went.
    GroupCall silent = in(one, ANN, PHONE, 205).timedOut(after(210));
    assertThat(guest(silent, BOB).leftAt()).isEqualTo(after(60));
    assertThat(inside(silent)).containsExactly(ANN);
  }

  @Test
  void whoComesAgainIsInAgain() {
    GroupCall back = in(out(two(), BOB, DESK, 50), BOB, DESK, 60);
    assertThat(guest(back, BOB))
        .isEqualTo(
            new Guest(
                BOB, after(20), null, List.of(new Party(DESK, after(60), after(60), after(240)))));
    // A word that her coming again has overtaken, and one that her going has.
    assertThat(back.left(said(BOB, DESK, 50, 61))).isSameAs(back);
    GroupCall gone = out(two(), BOB, DESK, 50);
    assertThat(gone.heard(said(BOB, DESK, 49, 61), BOUNDS)).isSameAs(gone);
  }

  @Test
  void leavingWithoutBeingInChangesNothing() {
    assertThat(out(opened(), ANN, PHONE, 5)).isEqualTo(opened());
    GroupCall two = two();
    assertThat(out(two, CAT, PHONE, 30)).isSameAs(two);
    assertThat(out(two, ANN, DESK, 30)).isSameAs(two);
    assertThat(two.removed(CAT, after(30))).isSameAs(two);
  }

  @Test
  void whoFallsSilentHasLeftAtTheLastWord() {
    GroupCall call = in(in(two(), BOB, DESK, 80), ANN, PHONE, 100);
    assertThat(call.dueAt()).isEqualTo(after(80 + 180));
    assertThat(call.timedOut(after(259))).isSameAs(call);
    GroupCall one = call.timedOut(after(260));
    assertThat(inside(one)).containsExactly(ANN);
    assertThat(guest(one, BOB).leftAt()).isEqualTo(after(80));
    assertThat(one.dueAt()).isEqualTo(after(280));
    GroupCall lost = one.timedOut(after(280));
    assertThat(lost.ending())
        .isEqualTo(new Ending(after(100), CallEndReason.LOST, SettledBy.TIMED_OUT));
    assertThat(lost.durationMs()).isEqualTo(80_000);
    // And who was only not heard of says so.
    GroupCall again = in(one, BOB, DESK, 270);
    assertThat(inside(again)).containsExactly(ANN, BOB);
  }

  @Test
  void theSilenceBeginsWhenSomethingIsHeard() {
    GroupCall call = two().heard(said(BOB, DESK, 30, 200), BOUNDS);
    assertThat(guest(call, BOB).parties())
        .containsExactly(new Party(DESK, after(20), after(30), after(380)));
    assertThat(call.heardAt()).isEqualTo(after(30));
  }

  @Test
  void endsIfNobodyComes() {
    GroupCall call = opened();
    assertThat(call.timedOut(after(74))).isSameAs(call);
    Ending none = new Ending(after(75), CallEndReason.NO_ANSWER, SettledBy.TIMED_OUT);
    assertThat(call.timedOut(after(75)).ending()).isEqualTo(none);
    assertThat(in(call, BOB, DESK, 76).ending()).isEqualTo(none);
    GroupCall late = call.heard(said(BOB, DESK, 74, 300), BOUNDS);
    assertThat(late.ending()).isNull();
    assertThat(late.dueAt()).isEqualTo(after(480));
    // One alone may wait for the others.
    GroupCall alone = in(in(call, ANN, PHONE, 5), ANN, PHONE, 180);
    assertThat(alone.timedOut(after(200)).ending()).isNull();
  }

  @Test
  void aHostEndsItForAll() {
    Said host = said(ANN, PHONE, 60, 61);
    GroupCall over = two().closed(host, CallEndReason.HUNG_UP);
    assertThat(over.ending())
        .isEqualTo(new Ending(after(60), CallEndReason.HUNG_UP, SettledBy.CONFIRMED));
    assertThat(over.guests()).allMatch(g -> after(60).equals(g.leftAt()) && !g.isIn());
    assertThat(reason(two().closed(host, CallEndReason.FAILED))).isEqualTo(CallEndReason.FAILED);
    assertThat(reason(two().closed(host, CallEndReason.NO_ANSWER)))
        .isEqualTo(CallEndReason.HUNG_UP);
    assertThat(reason(opened().closed(host, CallEndReason.HUNG_UP)))
        .isEqualTo(CallEndReason.CANCELLED);
    assertThat(reason(opened().closed(host, CallEndReason.NO_ANSWER)))
        .isEqualTo(CallEndReason.NO_ANSWER);
    // Said late, it was not over before somebody was heard in it.
    assertThat(two().closed(said(ANN, PHONE, 7, 61), CallEndReason.HUNG_UP).ending())
        .isEqualTo(new Ending(after(20), CallEndReason.HUNG_UP, SettledBy.CONFIRMED));
  }

  private static CallEndReason reason(GroupCall call) {
    Ending ending = call.ending();
    return ending == null ? null : ending.reason();
  }

  @Test
  void whoIsRemovedLeavesWithAllHerParties() {
    GroupCall one = in(two(), BOB, CAR, 30).removed(BOB, after(40));
    assertThat(inside(one)).containsExactly(ANN);
    assertThat(guest(one, BOB).leftAt()).isEqualTo(after(40));
    assertThat(one.removed(ANN, after(50)).ending())
        .isEqualTo(new Ending(after(50), CallEndReason.HUNG_UP, SettledBy.CONFIRMED));
  }

  @Test
  void holdsSoManyUsersAndSoManyOfTheirParties() {
    GroupCall full = in(two(), CAT, CAR, 25);
    UserId dan = user(4);
    assertThat(full.isFullFor(dan, BOUNDS)).isTrue();
    assertThat(full.isFullFor(CAT, BOUNDS)).isFalse();
    assertThat(two().isFullFor(dan, BOUNDS)).isFalse();
    GroupCall gone = out(full, CAT, CAR, 30);
    assertThat(gone.isFullFor(dan, BOUNDS)).isFalse();
    assertThat(in(gone, dan, CAR, 31).isFullFor(CAT, BOUNDS)).isTrue();
    GroupCall many = in(in(two(), BOB, CAR, 30), BOB, PHONE, 31);
    assertThat(guest(many, BOB).parties()).extracting(Party::id).containsExactly(CAR, PHONE);
  }
}
