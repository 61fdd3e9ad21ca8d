package org.sealmesh.persistence.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.CallCommand.Ended;
import org.sealmesh.origin.persistence.CallCommand.Left;
import org.sealmesh.origin.persistence.CallCommand.Present;
import org.sealmesh.origin.persistence.CallCommand.Word;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.CallIsOpen;
import org.sealmesh.origin.persistence.EventCommand.ClientIdReused;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.EventCommand.NoSuchMessage;
import org.sealmesh.origin.persistence.EventCommand.Unchanged;

/// Changes that meet in one batch.
final class LedgerTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final UserId ANN = new UserId(new UUID(1, 1));
  private static final UserId BOB = new UserId(new UUID(1, 2));
  private static final ConversationId ID = new ConversationId(new UUID(2, 1));
  private static final MessageId MESSAGE = new MessageId(new UUID(3, 1));
  private static final WrappedKey KEY = new WrappedKey(new byte[] {1});

  private long clientIds;
  private Instant turnedAt = Instant.EPOCH;
  private long messageIds = 100;
  private long callIds = 100;

  private Ledger ledger(ConversationKind kind, Facts facts) {
    Standing standing =
        new Standing(
            ID,
            new RoutingId(new UUID(4, 1)),
            kind,
            "title",
            ANN,
            new Standing.Log(new Seq(1), new Seq(10), NOW),
            new Standing.Turn(new Epoch(3), turnedAt, null),
            2,
            5,
            null);
    Roster roster = Roster.of(5, List.of(participant(ANN), participant(BOB)));
    return new Ledger(
        standing,
        roster,
        facts,
        new Ledger.Rules(256, Duration.ofMinutes(1), PairCallTest.BOUNDS),
        ids(),
        NOW.minusSeconds(1));
  }

  private NewIds ids() {
    return new NewIds() {
      @Override
      public MessageId message() {
        return new MessageId(new UUID(3, messageIds++));
      }

      @Override
      public CallId call() {
        return new CallId(new UUID(7, callIds++));
      }
    };
  }

  private static Participant participant(UserId id) {
    return new Participant(id, rid(id), new Seq(1));
  }

  private static RoutingId rid(UserId id) {
    return new RoutingId(new UUID(5, id.value().getLeastSignificantBits()));
  }

  private static Facts facts() {
    return new Facts(
        Map.of(),
        Map.of(MESSAGE, new Facts.Message(MESSAGE, BOB, new Seq(2), Facts.State.THERE)),
        Map.of(BOB, new Member(BOB, rid(BOB), "Bob")),
        Set.of(),
        Set.of(),
        Map.of());
  }

  private Append by(UserId actor, Change change) {
    return new Append(actor, ID, new ClientId(new UUID(6, clientIds++)), new byte[32], change);
  }

  private static Change send() {
    return new Change.Send("x", null);
  }

  private static Change remove(RemovalReason reason) {
    return new Change.RemoveMember(BOB, reason, KEY);
  }

  @Test
  void whatFollowsARemovalIsRefusedAndSealedAnew() {
    Ledger ledger = ledger(ConversationKind.GROUP, facts());
    Appended before = (Appended) ledger.decide(by(BOB, send()));
    Appended removal = (Appended) ledger.decide(by(ANN, remove(RemovalReason.REMOVED)));
    Appending refused = ledger.decide(by(BOB, send()));
    Appended after = (Appended) ledger.decide(by(ANN, send()));
    assertThat(List.of(before.seq(), removal.seq(), after.seq()))
        .containsExactly(new Seq(11), new Seq(12), new Seq(13));
    assertThat(List.of(before.epoch(), removal.epoch(), after.epoch()))
        .containsExactly(new Epoch(3), new Epoch(3), new Epoch(4));
    assertThat(refused).isEqualTo(new NoSuchConversation());
    Entries entries = ledger.entries();
    assertThat(entries.events().get(1).targets()).contains(rid(BOB));
    assertThat(entries.events().get(2).targets()).containsExactly(rid(ANN));
    assertThat(entries.ended()).containsExactly(new Entries.Ended(BOB, new Seq(1), new Epoch(3)));
    assertThat(entries.keys()).containsExactly(new Entries.NewKey(new Epoch(4), KEY));
    assertThat(ledger.standing().rosterVersion()).isEqualTo(6);
    assertThat(ledger.standing().memberCount()).isEqualTo(1);
  }

  @Test
  void theSecondRemovalFromARoomWithinAMinuteKeepsItsKeyForLater() {
    Ledger first = ledger(ConversationKind.ROOM, facts());
    Appended removal = (Appended) first.decide(by(ANN, remove(RemovalReason.REMOVED)));
    assertThat(((Appended) first.decide(by(ANN, send()))).epoch())
        .isEqualTo(removal.epoch().next());
    turnedAt = NOW.minusSeconds(59);
    Ledger second = ledger(ConversationKind.ROOM, facts());
    second.decide(by(ANN, remove(RemovalReason.REMOVED)));
    Appended after = (Appended) second.decide(by(ANN, send()));
    assertThat(after.epoch()).isEqualTo(new Epoch(3));
    assertThat(second.entries().keys()).containsExactly(new Entries.NewKey(new Epoch(4), KEY));
    assertThat(second.standing().turn())
        .isEqualTo(new Standing.Turn(new Epoch(3), turnedAt, NOW.plusSeconds(1)));
  }

  @Test
  void aGroupNeverWaitsToTurn() {
    turnedAt = NOW;
    Ledger ledger = ledger(ConversationKind.GROUP, facts());
    ledger.decide(by(ANN, remove(RemovalReason.REMOVED)));
    assertThat(((Appended) ledger.decide(by(ANN, send()))).epoch()).isEqualTo(new Epoch(4));
  }

  @Test
  void aBanHoldsWithinTheBatch() {
    Ledger ledger = ledger(ConversationKind.ROOM, facts());
    ledger.decide(by(ANN, remove(RemovalReason.BANNED)));
    assertThat(ledger.decide(by(BOB, new Change.JoinRoom()))).isEqualTo(new Forbidden());
  }

  @Test
  void whoIsRemovedAndAddedAgainHasTwoMemberships() {
    Ledger ledger = ledger(ConversationKind.GROUP, facts());
    ledger.decide(by(ANN, remove(RemovalReason.REMOVED)));
    ledger.decide(by(ANN, new Change.AddMembers(Set.of(BOB))));
    assertThat(ledger.entries().joined())
        .containsExactly(
            new Entries.Joined(new Participant(BOB, rid(BOB), new Seq(12)), new Epoch(4)));
    assertThat(ledger.decide(by(BOB, new Change.Edit(MESSAGE, "y"))))
        .isEqualTo(new NoSuchMessage());
  }

  @Test
  void aDeletedMessageIsGoneForTheRestOfTheBatch() {
    Ledger ledger = ledger(ConversationKind.GROUP, facts());
    assertThat(ledger.decide(by(BOB, new Change.Delete(MESSAGE)))).isInstanceOf(Appended.class);
    assertThat(ledger.decide(by(BOB, new Change.Edit(MESSAGE, "y"))))
        .isEqualTo(new NoSuchMessage());
    assertThat(ledger.decide(by(BOB, new Change.Delete(MESSAGE)))).isEqualTo(new NoSuchMessage());
  }

  @Test
  void anOwnerWhoLeftOwnsNothingMore() {
    Ledger ledger = ledger(ConversationKind.GROUP, facts());
    ledger.decide(by(ANN, new Change.RemoveMember(ANN, RemovalReason.LEFT, KEY)));
    assertThat(ledger.ownerIsGone()).isTrue();
    assertThat(ledger.decide(by(ANN, remove(RemovalReason.REMOVED))))
        .isEqualTo(new NoSuchConversation());
  }

  @Test
  void aRepeatInTheBatchGetsTheFirstAnswerAndAnotherRequestNone() {
    Ledger ledger = ledger(ConversationKind.GROUP, facts());
    Append first = by(ANN, send());
    Appending answer = ledger.decide(first);
    assertThat(ledger.decide(first)).isEqualTo(answer);
    byte[] otherHash = new byte[32];
    otherHash[0] = 1;
    assertThat(ledger.decide(new Append(ANN, ID, first.clientId(), otherHash, send())))
        .isEqualTo(new ClientIdReused());
    assertThat(ledger.entries().events()).hasSize(1);
  }

  @Test
  void twoWhoCallEachOtherInOneBatchHaveOneCall() {
    Ledger ledger = ledger(ConversationKind.DIRECT, facts());
    Appended opened = (Appended) ledger.decide(by(ANN, call()));
    assertThat(ledger.decide(by(BOB, call()))).isEqualTo(new CallIsOpen(opened.callId()));
    assertThat(ledger.standing().openCall()).isEqualTo(opened.callId());
    assertThat(ledger.entries().callsOpened()).hasSize(1);
    assertThat(ledger.entries().callsChanged()).isEmpty();
    assertThat(ledger.entries().events()).hasSize(1);
    assertThat(ledger.entries().events().getFirst().targets())
        .containsExactlyInAnyOrder(rid(ANN), rid(BOB));
  }

  @Test
  void aCallThatEndsInTheBatchThatOpenedItIsWrittenOnce() {
    Ledger ledger = ledger(ConversationKind.DIRECT, facts());
    CallId call = ((Appended) ledger.decide(by(ANN, call()))).callId();
    Appending rejected = ledger.decide(said(BOB, call, CallEndReason.REJECTED));
    assertThat(((Appended) rejected).callId()).isEqualTo(call);
    assertThat(ledger.decide(said(ANN, call, CallEndReason.CANCELLED))).isEqualTo(new Unchanged());
    assertThat(ledger.decide(new Work.Expiry(ID, call, List.of()))).isEqualTo(new Unchanged());
    assertThat(ledger.standing().openCall()).isNull();
    assertThat(ledger.entries().callsOpened())
        .singleElement()
        .satisfies(c -> assertThat(c.ending().reason()).isEqualTo(CallEndReason.REJECTED));
    assertThat(ledger.entries().callsChanged()).isEmpty();
    assertThat(ledger.entries().events()).hasSize(2);
    assertThat(((Appended) ledger.decide(by(BOB, call()))).callId()).isNotEqualTo(call);
  }

  @Test
  void whoIsNoMemberSaysNothingOfACall() {
    Ledger ledger = ledger(ConversationKind.DIRECT, facts());
    CallId call = ((Appended) ledger.decide(by(ANN, call()))).callId();
    UserId cat = new UserId(new UUID(1, 3));
    assertThat(ledger.decide(said(cat, call, CallEndReason.BUSY)))
        .isEqualTo(new NoSuchConversation());
    assertThat(ledger.decide(said(ANN, new CallId(new UUID(0, 1)), CallEndReason.BUSY)))
        .isEqualTo(new NoSuchConversation());
  }

  @Test
  void aGroupsCallThatIsOpenedJoinedAndLeftInABatchIsWrittenOnce() {
    Ledger ledger = ledger(ConversationKind.GROUP, facts());
    CallId call = ((Appended) ledger.decide(by(BOB, call()))).callId();
    assertThat(ledger.decide(said(BOB, call, new Answered()))).isEqualTo(new Unchanged());
    assertThat(ledger.decide(said(ANN, call, new Answered()))).isEqualTo(new Unchanged());
    ledger.decide(by(ANN, remove(RemovalReason.REMOVED)));
    assertThat(ledger.standing().openCall()).isEqualTo(call);
    assertThat(ledger.decide(said(BOB, call, new Present()))).isEqualTo(new NoSuchConversation());
    Appended over = (Appended) ledger.decide(said(ANN, call, new Left()));
    assertThat(over.callId()).isEqualTo(call);
    assertThat(ledger.standing().openCall()).isNull();
    assertThat(ledger.entries().callsOpened())
        .singleElement()
        .satisfies(c -> assertThat(c.ending().reason()).isEqualTo(CallEndReason.HUNG_UP));
    assertThat(ledger.entries().callsChanged()).isEmpty();
    // Begun, removed, over.
    assertThat(ledger.entries().events()).hasSize(3);
  }

  @Test
  void theLastOneWhoIsRemovedEndsTheCallForThoseWhoAreLeft() {
    Ledger ledger = ledger(ConversationKind.GROUP, facts());
    CallId call = ((Appended) ledger.decide(by(BOB, call()))).callId();
    ledger.decide(said(BOB, call, new Answered()));
    Appended removal = (Appended) ledger.decide(by(ANN, remove(RemovalReason.REMOVED)));
    assertThat(removal.removedRid()).isEqualTo(rid(BOB));
    assertThat(ledger.standing().openCall()).isNull();
    Entries.NewEvent last = ledger.entries().events().getLast();
    assertThat(last.event()).isInstanceOf(Event.CallEnded.class);
    assertThat(last.event().seq()).isEqualTo(removal.seq().next());
    assertThat(last.targets()).containsExactly(rid(ANN));
    assertThat(last.epoch()).isEqualTo(removal.epoch().next());
  }

  private static Change call() {
    return new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.THERE);
  }

  private static Work said(UserId by, CallId call, CallEndReason reason) {
    return said(by, call, new Ended(reason));
  }

  private static Work said(UserId by, CallId call, Word word) {
    return new Work.Confirmation(
        ID, new ConfirmCall(by, call, PartyId.ALL, word, Duration.ZERO), NOW.plusSeconds(1));
  }

  @Test
  void timeNeverGoesBack() {
    Ledger ledger = ledger(ConversationKind.GROUP, facts());
    assertThat(((Appended) ledger.decide(by(ANN, send()))).at()).isEqualTo(NOW);
  }
}
