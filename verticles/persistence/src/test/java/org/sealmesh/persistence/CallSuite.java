package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.CallFound;
import org.sealmesh.origin.persistence.CallCommand.CallParticipant;
import org.sealmesh.origin.persistence.CallCommand.CallRecord;
import org.sealmesh.origin.persistence.CallCommand.CallSearch;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.CallCommand.Confirming;
import org.sealmesh.origin.persistence.CallCommand.Ended;
import org.sealmesh.origin.persistence.CallCommand.FindCall;
import org.sealmesh.origin.persistence.CallCommand.NoSuchCall;
import org.sealmesh.origin.persistence.CallCommand.Present;
import org.sealmesh.origin.persistence.CallCommand.SettledBy;
import org.sealmesh.origin.persistence.CallCommand.Word;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.CallIsOpen;
import org.sealmesh.origin.persistence.EventCommand.ClientIdReused;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.NoMediaServer;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.EventCommand.Sync;
import org.sealmesh.origin.persistence.OutboxCommand.TakeOver;
import org.sealmesh.origin.persistence.OutboxEntry;

/// Calls of two: at most one is open in a conversation, and each ends once, whoever says so, on
/// whichever node, and if nobody does.
abstract class CallSuite extends Suite {
  private static final Duration NOW = Duration.ZERO;
  private static final Duration GRACE = Duration.ofMinutes(3);

  /// The other node, if the engine takes two.
  private TestOrigin other;

  /// A direct conversation of two, each with one device in it.
  private record Pair(User ann, User bob, Conversation talk, PartyId anns, PartyId bobs) {}

  @Override
  PersistenceConfig config() {
    return Configs.sweeping(super.config(), Duration.ofMillis(20));
  }

  @BeforeAll
  void startTheOther() {
    other = database.takesTwoOrigins() ? TestOrigin.start(config()) : origin;
  }

  @AfterAll
  void stopTheOther() {
    if (other != origin) {
      other.close();
    }
  }

  private void advance(Duration by) {
    origin.clock.advance(by);
    if (other != origin) {
      other.clock.advance(by);
    }
  }

  private Pair pair() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    return new Pair(ann, bob, chat.direct(ann, bob), party(), party());
  }

  private static PartyId party() {
    return new PartyId(UUID.randomUUID());
  }

  private Appending open(User caller, Conversation in) {
    return chat.change(caller, in, new Change.OpenCall(CallMedia.VIDEO, Change.MediaServer.NONE));
  }

  private CallId opened(User caller, Conversation in) {
    return ((Appended) open(caller, in)).callId();
  }

  private static ConfirmCall said(User by, CallId call, PartyId party, Word word, Duration ago) {
    return new ConfirmCall(by.id(), call, party, word, ago);
  }

  private CallRecord say(User by, CallId call, PartyId party, Word word) {
    return ((CallFound) origin.ask(said(by, call, party, word, NOW))).call();
  }

  private CallRecord record(User user, CallId call) {
    return ((CallFound) origin.ask(new FindCall(user.id(), call))).call();
  }

  private List<Event> calls(User user, Conversation in) {
    return chat.page(user, in, null, null, 200).events().stream()
        .filter(e -> e instanceof Event.CallStarted || e instanceof Event.CallEnded)
        .toList();
  }

  private Event.CallEnded ending(User user, Conversation in) {
    return (Event.CallEnded) calls(user, in).getLast();
  }

  private void eventuallyEnds(User user, CallId call) {
    TestOrigin.eventually(() -> record(user, call).endedAt() != null);
  }

  @Test
  void anAnsweredCallStandsInTheTranscriptWithItsLength() {
    Pair p = pair();
    Instant opened = origin.clock.now();
    CallId call = opened(p.ann, p.talk);
    advance(Duration.ofSeconds(10));
    say(p.bob, call, p.bobs, new Answered());
    say(p.ann, call, p.anns, new Answered());
    advance(Duration.ofSeconds(60));
    say(p.ann, call, p.anns, new Present());
    advance(Duration.ofSeconds(30));
    CallRecord over = say(p.bob, call, p.bobs, new Ended(CallEndReason.HUNG_UP));
    Instant answered = opened.plusSeconds(10);
    Instant ended = opened.plusSeconds(100);
    assertThat(over)
        .isEqualTo(
            new CallRecord(
                call,
                p.talk.id(),
                p.talk.kind(),
                CallMedia.VIDEO,
                p.ann.id(),
                opened,
                answered,
                ended,
                CallEndReason.HUNG_UP,
                SettledBy.CONFIRMED,
                List.of(
                    new CallParticipant(p.ann.id(), opened, ended),
                    new CallParticipant(p.bob.id(), answered, ended))));
    assertThat(calls(p.bob, p.talk))
        .containsExactly(
            new Event.CallStarted(new Seq(2), opened, p.ann.id(), call, CallMedia.VIDEO),
            new Event.CallEnded(
                new Seq(3),
                ended,
                p.bob.id(),
                call,
                CallMedia.VIDEO,
                p.ann.id(),
                CallEndReason.HUNG_UP,
                90_000L));
  }

  @Test
  void historySyncAndOutboxTellTheSameOfIt() {
    Pair p = pair();
    CallId call = opened(p.ann, p.talk);
    say(p.bob, call, p.bobs, new Ended(CallEndReason.BUSY));
    List<Event> history = calls(p.ann, p.talk);
    assertThat(history).hasSize(2);
    assertThat(chat.sync(p.bob).conversations().getFirst().events())
        .endsWith(history.toArray(Event[]::new));
    var missed =
        origin.ask(
            new Sync(
                p.bob.id(),
                chat.sync(p.bob).timeline(),
                Map.of(p.talk.id().text(), new Seq(1)),
                200,
                50));
    assertThat(missed.conversations().getFirst().events()).isEqualTo(history);
    List<OutboxEntry> told =
        origin.committed().stream()
            .filter(e -> e.conversation().equals(p.talk.id()) && e.event().seq().value() > 1)
            .toList();
    assertThat(told).extracting(OutboxEntry::event).isEqualTo(history);
    assertThat(told).allMatch(e -> e.targets().containsAll(List.of(p.ann.rid(), p.bob.rid())));
    database.execute("DELETE FROM bm_outbox WHERE conversation_id <> X'%s'".formatted(hex(p)));
    database.execute("UPDATE bm_outbox SET lease_until = 0");
    assertThat(origin.ask(new TakeOver(Duration.ofMinutes(1), 10)).entries())
        .endsWith(told.toArray(OutboxEntry[]::new));
  }

  private static String hex(Pair p) {
    return HexFormat.of().formatHex(p.talk.id().bytes());
  }

  @Test
  void twoWhoCallEachOtherAtOnceHaveOneCall() {
    for (int round = 0; round < 10; round++) {
      Pair p = pair();
      Change call = new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.NONE);
      Future<Appending> first = origin.send(Chat.append(p.ann, p.talk, Chat.clientId(), call));
      Future<Appending> second = other.send(Chat.append(p.bob, p.talk, Chat.clientId(), call));
      List<Appending> both = List.of(TestOrigin.done(first), TestOrigin.done(second));
      Appended opened = (Appended) both.stream().filter(Appended.class::isInstance).findAny().get();
      assertThat(both).containsOnlyOnce(opened, new CallIsOpen(opened.callId()));
      assertThat(calls(p.ann, p.talk)).hasSize(1);
    }
  }

  @Test
  void theSameRequestGetsTheSameCallEvenWhenItIsOver() {
    Pair p = pair();
    ClientId clientId = Chat.clientId();
    Change call = new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.NONE);
    Appending first = origin.ask(Chat.append(p.ann, p.talk, clientId, call));
    CallId id = ((Appended) first).callId();
    assertThat(other.ask(Chat.append(p.ann, p.talk, clientId, call))).isEqualTo(first);
    say(p.bob, id, p.bobs, new Ended(CallEndReason.REJECTED));
    assertThat(other.ask(Chat.append(p.ann, p.talk, clientId, call))).isEqualTo(first);
    Change video = new Change.OpenCall(CallMedia.VIDEO, Change.MediaServer.NONE);
    assertThat(origin.ask(Chat.append(p.ann, p.talk, clientId, video)))
        .isEqualTo(new ClientIdReused());
    assertThat(opened(p.ann, p.talk)).isNotEqualTo(id);
  }

  @Test
  void onlyTwoCanCallEachOther() {
    Pair p = pair();
    User cat = chat.user("Cat");
    assertThat(open(cat, p.talk)).isEqualTo(new NoSuchConversation());
    assertThat(open(p.ann, chat.direct(p.ann, p.ann))).isEqualTo(new Forbidden());
    assertThat(open(p.ann, chat.group(p.ann, p.bob))).isEqualTo(new NoMediaServer());
    assertThat(open(p.ann, chat.room(p.ann, "Room"))).isEqualTo(new NoMediaServer());
    CallId call = opened(p.ann, p.talk);
    NoSuchCall none = new NoSuchCall();
    assertThat(origin.ask(new FindCall(cat.id(), call))).isEqualTo(none);
    assertThat(origin.ask(said(cat, call, party(), new Ended(CallEndReason.HUNG_UP), NOW)))
        .isEqualTo(none);
    assertThat(origin.ask(new FindCall(p.ann.id(), new CallId(UUID.randomUUID())))).isEqualTo(none);
    assertThat(record(p.bob, call).endedAt()).isNull();
    CallFound found = (CallFound) origin.<CallSearch, FindCall>ask(new FindCall(p.bob.id(), call));
    assertThat(found.rid()).isEqualTo(p.talk.rid());
    assertThat(found.peerRid()).isEqualTo(p.ann.rid());
  }

  @Test
  void endsOnceWhoeverSaysSoOnWhicheverNode() {
    for (int round = 0; round < 10; round++) {
      Pair p = pair();
      CallId call = opened(p.ann, p.talk);
      List<Future<Confirming>> answers = new ArrayList<>();
      for (TestOrigin node : List.of(origin, other)) {
        answers.add(node.send(said(p.ann, call, p.anns, new Ended(CallEndReason.CANCELLED), NOW)));
        answers.add(node.send(said(p.bob, call, p.bobs, new Ended(CallEndReason.REJECTED), NOW)));
        answers.add(node.send(said(p.bob, call, p.bobs, new Answered(), NOW)));
      }
      List<Confirming> said = answers.stream().map(TestOrigin::done).toList();
      assertThat(calls(p.ann, p.talk)).hasSize(2);
      CallRecord over = record(p.ann, call);
      assertThat(ending(p.ann, p.talk).reason()).isEqualTo(over.reason());
      assertThat(said.stream().map(s -> ((CallFound) s).call()).filter(c -> c.endedAt() != null))
          .isNotEmpty()
          .allMatch(over::equals);
      // Nobody is in the way of the next one.
      assertThat(opened(p.bob, p.talk)).isNotEqualTo(call);
    }
  }

  @Test
  void theSameConfirmationAgainChangesNothing() {
    Pair p = pair();
    CallId call = opened(p.ann, p.talk);
    ConfirmCall answer = said(p.bob, call, p.bobs, new Answered(), NOW);
    Confirming first = origin.ask(answer);
    advance(Duration.ofSeconds(5));
    assertThat(other.ask(answer)).isEqualTo(first);
    ConfirmCall end = said(p.ann, call, p.anns, new Ended(CallEndReason.HUNG_UP), NOW);
    Confirming over = origin.ask(end);
    advance(Duration.ofSeconds(5));
    assertThat(other.ask(end)).isEqualTo(over);
    assertThat(calls(p.ann, p.talk)).hasSize(2);
  }

  @Test
  void whatIsSaidLateCountsFromWhenItWas() {
    Pair p = pair();
    Instant opened = origin.clock.now();
    CallId call = opened(p.ann, p.talk);
    advance(Duration.ofSeconds(40));
    origin.ask(said(p.ann, call, p.anns, new Answered(), Duration.ofSeconds(35)));
    CallFound over =
        (CallFound)
            origin.<Confirming, ConfirmCall>ask(
                said(
                    p.ann, call, p.anns, new Ended(CallEndReason.HUNG_UP), Duration.ofSeconds(10)));
    assertThat(over.call().answeredAt()).isEqualTo(opened.plusSeconds(5));
    assertThat(over.call().endedAt()).isEqualTo(opened.plusSeconds(30));
    assertThat(ending(p.bob, p.talk).durationMs()).isEqualTo(25_000);
    Pair q = pair();
    CallId other = opened(q.ann, q.talk);
    CallFound before =
        (CallFound)
            origin.<Confirming, ConfirmCall>ask(
                said(q.bob, other, q.bobs, new Ended(CallEndReason.BUSY), ConfirmCall.AGO_MAX));
    assertThat(before.call().endedAt()).isEqualTo(before.call().openedAt());
  }

  @Test
  void endsByItselfWhenNobodyAnswers() {
    Pair p = pair();
    Instant opened = origin.clock.now();
    CallId call = opened(p.ann, p.talk);
    advance(Duration.ofSeconds(76));
    eventuallyEnds(p.bob, call);
    CallRecord over = record(p.ann, call);
    assertThat(over.reason()).isEqualTo(CallEndReason.NO_ANSWER);
    assertThat(over.settledBy()).isEqualTo(SettledBy.TIMED_OUT);
    assertThat(over.endedAt()).isEqualTo(opened.plusSeconds(75));
    assertThat(over.participants()).extracting(CallParticipant::user).containsExactly(p.ann.id());
    Event.CallEnded told = ending(p.ann, p.talk);
    assertThat(told.actor()).isEqualTo(p.ann.id());
    assertThat(told.durationMs()).isNull();
  }

  @Test
  void endsAtTheLastWordWhenNobodyIsHeardAnyMore() {
    Pair p = pair();
    Instant opened = origin.clock.now();
    CallId call = opened(p.ann, p.talk);
    say(p.bob, call, p.bobs, new Answered());
    advance(Duration.ofMinutes(2));
    say(p.ann, call, p.anns, new Present());
    advance(Duration.ofMinutes(2));
    assertThat(say(p.bob, call, p.bobs, new Present()).endedAt()).isNull();
    advance(Duration.ofMinutes(3));
    eventuallyEnds(p.ann, call);
    CallRecord over = record(p.ann, call);
    assertThat(over.reason()).isEqualTo(CallEndReason.LOST);
    assertThat(over.endedAt()).isEqualTo(opened.plus(Duration.ofMinutes(4)));
    assertThat(ending(p.ann, p.talk).durationMs()).isEqualTo(Duration.ofMinutes(4).toMillis());
  }

  @Test
  void endsOnceWhenItIsHungUpWhileItsTimeIsOver() {
    for (int round = 0; round < 10; round++) {
      Pair p = pair();
      CallId call = opened(p.ann, p.talk);
      advance(Duration.ofSeconds(75));
      List<Future<Confirming>> ends = new ArrayList<>();
      for (TestOrigin node : List.of(origin, other)) {
        ends.add(node.send(said(p.ann, call, p.anns, new Ended(CallEndReason.CANCELLED), NOW)));
      }
      ends.forEach(TestOrigin::done);
      eventuallyEnds(p.ann, call);
      assertThat(calls(p.ann, p.talk)).hasSize(2);
      assertThat(ending(p.ann, p.talk).reason()).isEqualTo(record(p.bob, call).reason());
    }
  }

  @Test
  void whoCallsAgainEndsWhatIsOverdueFirst() {
    for (int round = 0; round < 5; round++) {
      Pair p = pair();
      CallId first = opened(p.ann, p.talk);
      advance(Duration.ofSeconds(75));
      CallId second = opened(p.bob, p.talk);
      assertThat(second).isNotEqualTo(first);
      assertThat(calls(p.ann, p.talk))
          .extracting(Event::getClass)
          .isEqualTo(
              List.of(Event.CallStarted.class, Event.CallEnded.class, Event.CallStarted.class));
      assertThat(record(p.ann, first).reason()).isEqualTo(CallEndReason.NO_ANSWER);
    }
  }

  /// On a database and a node of their own, whose time the other tests do not move.
  @Test
  void leavesCallsAloneThatWereThereBeforeItCouldBeReached() {
    try (DatabaseUnderTest apart = open();
        TestOrigin node =
            TestOrigin.start(Configs.sweeping(apart.config(), Duration.ofMillis(20)))) {
      Chat there = new Chat(node);
      User ann = there.user("Ann");
      User bob = there.user("Bob");
      User cat = there.user("Cat");
      Change call = new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.NONE);
      CallId old = ((Appended) there.change(ann, there.direct(ann, bob), call)).callId();
      // As if an earlier process had opened it, and nobody had been there for ten minutes.
      tenMinutesAgo(apart);
      CallId young = ((Appended) there.change(ann, there.direct(ann, cat), call)).callId();
      node.clock.advance(Duration.ofSeconds(100));
      TestOrigin.eventually(() -> ended(node, ann, young));
      // The one that is due longest would have been the first.
      assertThat(ended(node, ann, old)).isFalse();
      node.clock.advance(GRACE.minusSeconds(100));
      TestOrigin.eventually(() -> ended(node, ann, old));
    }
  }

  @Test
  void fillsWithWhatRelaysSawWhatNobodyCouldSay() {
    try (DatabaseUnderTest apart = open();
        TestOrigin node =
            TestOrigin.start(Configs.sweeping(apart.config(), Duration.ofMillis(20)))) {
      Chat there = new Chat(node);
      User ann = there.user("Ann");
      User bob = there.user("Bob");
      User cat = there.user("Cat");
      Change change = new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.NONE);
      Instant opened = node.clock.now().minusSeconds(600);
      CallId old = ((Appended) there.change(ann, there.direct(ann, bob), change)).callId();
      // As if an earlier process had opened it, and had died before anybody answered.
      tenMinutesAgo(apart);
      CallId young = ((Appended) there.change(ann, there.direct(ann, cat), change)).callId();
      List<CallId> asked = new CopyOnWriteArrayList<>();
      node.relaysSay(call -> {
        asked.add(call);
        return Future.succeededFuture(new Sighted(List.of(ago(780, 0), ago(770, 400))));
      });
      node.clock.advance(GRACE);
      TestOrigin.eventually(() -> ended(node, ann, old) && ended(node, ann, young));
      CallRecord filled = found(node, ann, old);
      assertThat(filled.answeredAt()).isEqualTo(opened.plusSeconds(10));
      assertThat(filled.endedAt())
          .as("when it was back, at the latest")
          .isEqualTo(opened.plusSeconds(600));
      assertThat(filled.reason()).isEqualTo(CallEndReason.LOST);
      assertThat(filled.settledBy()).isEqualTo(SettledBy.REPORTED);
      assertThat(filled.participants())
          .extracting(CallParticipant::user)
          .containsExactly(ann.id(), bob.id());
      // Of this one everybody could say what there was to say.
      assertThat(found(node, ann, young).reason()).isEqualTo(CallEndReason.NO_ANSWER);
      assertThat(asked).containsOnly(old);
    }
  }

  private static Sighting ago(int first, int last) {
    return new Sighting(party(), Duration.ofSeconds(first), Duration.ofSeconds(last));
  }

  @Test
  void endsThemAsWellIfNoRelayAnswers() {
    try (DatabaseUnderTest apart = open();
        TestOrigin node =
            TestOrigin.start(Configs.sweeping(apart.config(), Duration.ofMillis(20)))) {
      Chat there = new Chat(node);
      User ann = there.user("Ann");
      Change change = new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.NONE);
      CallId old =
          ((Appended) there.change(ann, there.direct(ann, there.user("Bob")), change)).callId();
      tenMinutesAgo(apart);
      node.relaysSay(call -> Future.failedFuture(new Bus.Overloaded()));
      node.clock.advance(GRACE);
      TestOrigin.eventually(() -> ended(node, ann, old));
      assertThat(found(node, ann, old).settledBy()).isEqualTo(SettledBy.TIMED_OUT);
    }
  }

  /// All calls that there are were opened ten minutes earlier.
  private static void tenMinutesAgo(DatabaseUnderTest database) {
    database.execute(
        "UPDATE bm_calls SET opened_at = opened_at - 600000, heard_at = heard_at - 600000,"
            + " due_at = due_at - 600000");
    database.execute("UPDATE bm_call_participants SET joined_at = joined_at - 600000");
  }

  private static boolean ended(TestOrigin node, User user, CallId call) {
    return found(node, user, call).endedAt() != null;
  }

  private static CallRecord found(TestOrigin node, User user, CallId call) {
    return ((CallFound) node.<CallSearch, FindCall>ask(new FindCall(user.id(), call))).call();
  }

  @Test
  void keepsNothingOfACallTwice() {
    Pair p = pair();
    opened(p.ann, p.talk);
    assertThat(
            database.count(
                "SELECT COUNT(*) FROM bm_events e JOIN bm_calls c ON c.id = e.call_id"
                    + " WHERE e.type = 8 AND e.message_id IS NULL AND e.member_id IS NULL"
                    + " AND e.reason IS NULL AND e.title IS NULL AND e.conversation_id = X'%s'"
                        .formatted(hex(p))))
        .isEqualTo(1);
  }
}
