package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.BlockCommand.Block;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.CallFound;
import org.sealmesh.origin.persistence.CallCommand.CallParticipant;
import org.sealmesh.origin.persistence.CallCommand.CallRecord;
import org.sealmesh.origin.persistence.CallCommand.CallSearch;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.CallCommand.Confirming;
import org.sealmesh.origin.persistence.CallCommand.Ended;
import org.sealmesh.origin.persistence.CallCommand.FindCall;
import org.sealmesh.origin.persistence.CallCommand.GroupsOnly;
import org.sealmesh.origin.persistence.CallCommand.HostsOnly;
import org.sealmesh.origin.persistence.CallCommand.Left;
import org.sealmesh.origin.persistence.CallCommand.NoSuchCall;
import org.sealmesh.origin.persistence.CallCommand.Present;
import org.sealmesh.origin.persistence.CallCommand.SettledBy;
import org.sealmesh.origin.persistence.CallCommand.Standing;
import org.sealmesh.origin.persistence.CallCommand.TooManyPresent;
import org.sealmesh.origin.persistence.CallCommand.Word;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.Change.MediaServer;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.CallIsOpen;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.NoMediaServer;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.persistence.PersistenceConfig.Calls;

/// Calls of groups and rooms: who may begin one and end it, who was in it and when, and that each
/// ends once, whoever goes last, on whichever node.
abstract class GroupCallSuite extends Suite {
  private static final Duration NOW = Duration.ZERO;

  /// The other node, if the engine takes two.
  private TestOrigin other;

  /// A group that Ann owns.
  private record Three(User ann, User bob, User cat, Conversation talk) {}

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

  private void advance(int seconds) {
    origin.clock.advance(Duration.ofSeconds(seconds));
    if (other != origin) {
      other.clock.advance(Duration.ofSeconds(seconds));
    }
  }

  private Three three() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    User cat = chat.user("Cat");
    return new Three(ann, bob, cat, chat.group(ann, bob, cat));
  }

  private static Change call() {
    return new Change.OpenCall(CallMedia.VIDEO, MediaServer.THERE);
  }

  private CallId opened(User caller, Conversation in) {
    return ((Appended) chat.change(caller, in, call())).callId();
  }

  /// One device each: named like the user.
  private static PartyId party(User user) {
    return new PartyId(user.id().value());
  }

  private static ConfirmCall said(User by, CallId call, Word word) {
    return new ConfirmCall(by.id(), call, party(by), word, NOW);
  }

  private Confirming confirm(User by, CallId call, Word word) {
    return origin.ask(said(by, call, word));
  }

  private CallRecord say(User by, CallId call, Word word) {
    return ((CallFound) confirm(by, call, word)).call();
  }

  private CallSearch find(User user, CallId call) {
    return origin.ask(new FindCall(user.id(), call));
  }

  private CallRecord record(User user, CallId call) {
    return ((CallFound) find(user, call)).call();
  }

  private List<Event> calls(User user, Conversation in) {
    return chat.page(user, in, null, null, 200).events().stream()
        .filter(e -> e instanceof Event.CallStarted || e instanceof Event.CallEnded)
        .toList();
  }

  private Event.CallEnded ending(User user, Conversation in) {
    return (Event.CallEnded) calls(user, in).getLast();
  }

  private long parties(CallId call) {
    return database.count(
        "SELECT COUNT(*) FROM bm_call_parties WHERE call_id = X'%s'"
            .formatted(HexFormat.of().formatHex(call.bytes())));
  }

  @Test
  void peopleComeAndGoAndTheRecordSaysWhen() {
    Three t = three();
    Instant start = origin.clock.now();
    CallId call = opened(t.bob, t.talk);
    advance(2);
    say(t.bob, call, new Answered());
    advance(8);
    say(t.ann, call, new Answered());
    advance(10);
    say(t.cat, call, new Answered());
    advance(20);
    say(t.ann, call, new Present());
    say(t.cat, call, new Left());
    advance(20);
    CallRecord back = say(t.cat, call, new Answered());
    assertThat(back.participants())
        .containsExactly(
            new CallParticipant(t.bob.id(), start.plusSeconds(2), null),
            new CallParticipant(t.ann.id(), start.plusSeconds(10), null),
            new CallParticipant(t.cat.id(), start.plusSeconds(20), null));
    say(t.cat, call, new Left());
    advance(10);
    say(t.bob, call, new Left());
    assertThat(parties(call)).isEqualTo(1);
    advance(30);
    CallRecord over = say(t.ann, call, new Left());
    assertThat(over)
        .isEqualTo(
            new CallRecord(
                call,
                t.talk.id(),
                t.talk.kind(),
                CallMedia.VIDEO,
                t.bob.id(),
                start,
                start.plusSeconds(10),
                start.plusSeconds(100),
                CallEndReason.HUNG_UP,
                SettledBy.CONFIRMED,
                List.of(
                    new CallParticipant(t.bob.id(), start.plusSeconds(2), start.plusSeconds(70)),
                    new CallParticipant(t.ann.id(), start.plusSeconds(10), start.plusSeconds(100)),
                    new CallParticipant(
                        t.cat.id(), start.plusSeconds(20), start.plusSeconds(60)))));
    assertThat(calls(t.cat, t.talk)).hasSize(2);
    assertThat(ending(t.cat, t.talk).actor()).isEqualTo(t.ann.id());
    assertThat(ending(t.cat, t.talk).caller()).isEqualTo(t.bob.id());
    assertThat(ending(t.cat, t.talk).durationMs()).isEqualTo(90_000);
    assertThat(parties(call)).isZero();
  }

  @Test
  void isOpenedAndEndedByWhomItMayBe() {
    Three t = three();
    Change without = new Change.OpenCall(CallMedia.AUDIO, MediaServer.NONE);
    assertThat(chat.change(t.bob, t.talk, without)).isEqualTo(new NoMediaServer());
    User stranger = chat.user("Stranger");
    assertThat(chat.change(stranger, t.talk, call())).isEqualTo(new NoSuchConversation());
    CallId call = opened(t.bob, t.talk);
    assertThat(chat.change(t.cat, t.talk, call())).isEqualTo(new CallIsOpen(call));
    assertThat(((CallFound) find(t.ann, call)).role()).isEqualTo(CallRole.HOST);
    assertThat(((CallFound) find(t.bob, call)).role()).isEqualTo(CallRole.HOST);
    assertThat(((CallFound) find(t.cat, call)).role()).isEqualTo(CallRole.PARTICIPANT);
    assertThat(((CallFound) find(t.cat, call)).peerRid()).isNull();
    say(t.bob, call, new Answered());
    say(t.cat, call, new Answered());
    Word over = new Ended(CallEndReason.HUNG_UP);
    assertThat(confirm(t.cat, call, over)).isEqualTo(new HostsOnly());
    assertThat(confirm(stranger, call, over)).isEqualTo(new NoSuchCall());
    assertThat(confirm(stranger, call, new Answered())).isEqualTo(new NoSuchCall());
    assertThat(record(t.cat, call).endedAt()).isNull();
    // The owner, who is not in it.
    assertThat(say(t.ann, call, over).reason()).isEqualTo(CallEndReason.HUNG_UP);
    assertThat(ending(t.cat, t.talk).actor()).isEqualTo(t.ann.id());
    // Nothing is refused any more: there is nothing to end.
    assertThat(say(t.cat, call, over).reason()).isEqualTo(CallEndReason.HUNG_UP);
    assertThat(calls(t.cat, t.talk)).hasSize(2);
  }

  @Test
  void aRoomsIsBegunByItsOwner() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation room = chat.room(ann, "Room " + UUID.randomUUID());
    chat.join(bob, room);
    assertThat(chat.change(bob, room, call())).isEqualTo(new Forbidden());
    CallId call = opened(ann, room);
    assertThat(chat.change(bob, room, call())).isEqualTo(new CallIsOpen(call));
    say(bob, call, new Answered());
    assertThat(confirm(bob, call, new Ended(CallEndReason.HUNG_UP))).isEqualTo(new HostsOnly());
    assertThat(record(ann, call).participants())
        .extracting(CallParticipant::user)
        .containsExactly(bob.id());
    say(ann, call, new Ended(CallEndReason.HUNG_UP));
    assertThat(chat.change(bob, room, call())).isEqualTo(new Forbidden());
  }

  @Test
  void nobodyLeavesACallOfTwo() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    CallId call = opened(ann, chat.direct(ann, bob));
    assertThat(confirm(ann, call, new Left())).isEqualTo(new GroupsOnly());
    assertThat(confirm(chat.user("Cat"), call, new Left())).isEqualTo(new NoSuchCall());
    assertThat(record(bob, call).endedAt()).isNull();
  }

  @Test
  void blockingConcernsCallsOfTwoAlone() {
    Three t = three();
    origin.ask(new Block(t.ann.id(), t.bob.id()));
    CallId call = opened(t.bob, t.talk);
    assertThat(((CallFound) find(t.bob, call)).standing()).isEqualTo(Standing.WELCOME);
    say(t.bob, call, new Answered());
    assertThat(say(t.ann, call, new Answered()).answeredAt()).isNotNull();
  }

  @Test
  void whoIsRemovedLeavesItAndIsToldNothingMore() {
    Three t = three();
    CallId call = opened(t.cat, t.talk);
    say(t.cat, call, new Answered());
    advance(10);
    chat.remove(t.ann, t.talk, t.cat, RemovalReason.REMOVED);
    assertThat(find(t.cat, call)).isEqualTo(new NoSuchCall());
    assertThat(confirm(t.cat, call, new Present())).isEqualTo(new NoSuchCall());
    CallRecord over = record(t.bob, call);
    assertThat(over.reason()).isEqualTo(CallEndReason.HUNG_UP);
    assertThat(over.participants().getFirst().leftAt()).isEqualTo(origin.clock.now());
    List<OutboxEntry> told =
        origin.committed().stream().filter(e -> e.conversation().equals(t.talk.id())).toList();
    assertThat(told.getLast().event()).isInstanceOf(Event.CallEnded.class);
    assertThat(told.getLast().targets()).doesNotContain(t.cat.rid());
    assertThat(told.getLast().epoch()).isNotEqualTo(told.getFirst().epoch());
  }

  @Test
  void goesOnWithoutWhoIsRemoved() {
    Three t = three();
    CallId call = opened(t.cat, t.talk);
    say(t.cat, call, new Answered());
    say(t.bob, call, new Answered());
    chat.remove(t.cat, t.talk, t.cat, RemovalReason.LEFT);
    assertThat(record(t.bob, call).endedAt()).isNull();
    assertThat(parties(call)).isEqualTo(1);
    assertThat(say(t.bob, call, new Left()).endedAt()).isNotNull();
    assertThat(calls(t.bob, t.talk)).hasSize(2);
  }

  @Test
  void endsOnceWhoeverGoesLastOnWhicheverNode() {
    for (int round = 0; round < 10; round++) {
      Three t = three();
      CallId call = opened(t.ann, t.talk);
      List<User> all = List.of(t.ann, t.bob, t.cat);
      all.forEach(user -> say(user, call, new Answered()));
      List<Future<Confirming>> answers = new ArrayList<>();
      for (User user : all) {
        answers.add(origin.send(said(user, call, new Left())));
        answers.add(other.send(said(user, call, new Left())));
      }
      answers.add(other.send(said(t.ann, call, new Ended(CallEndReason.HUNG_UP))));
      answers.forEach(TestOrigin::done);
      assertThat(calls(t.ann, t.talk)).hasSize(2);
      assertThat(record(t.bob, call).participants()).hasSize(3).allMatch(p -> p.leftAt() != null);
      assertThat(parties(call)).isZero();
      // Nobody is in the way of the next one.
      assertThat(opened(t.cat, t.talk)).isNotEqualTo(call);
    }
  }

  @Test
  void twoWhoBeginOneAtOnceHaveOne() {
    for (int round = 0; round < 10; round++) {
      Three t = three();
      Future<Appending> first = origin.send(Chat.append(t.ann, t.talk, Chat.clientId(), call()));
      Future<Appending> second = other.send(Chat.append(t.bob, t.talk, Chat.clientId(), call()));
      List<Appending> both = List.of(TestOrigin.done(first), TestOrigin.done(second));
      Appended opened = (Appended) both.stream().filter(Appended.class::isInstance).findAny().get();
      assertThat(both).containsOnlyOnce(opened, new CallIsOpen(opened.callId()));
    }
  }

  @Test
  void endsByItselfWhenNobodyComes() {
    Three t = three();
    Instant start = origin.clock.now();
    CallId call = opened(t.bob, t.talk);
    advance(76);
    TestOrigin.eventually(() -> record(t.ann, call).endedAt() != null);
    CallRecord over = record(t.ann, call);
    assertThat(over.reason()).isEqualTo(CallEndReason.NO_ANSWER);
    assertThat(over.endedAt()).isEqualTo(start.plusSeconds(75));
    assertThat(over.participants()).isEmpty();
    assertThat(ending(t.ann, t.talk).actor()).isEqualTo(t.bob.id());
  }

  @Test
  void whoFallsSilentHasLeftAndTheCallEndsWithTheLast() {
    Three t = three();
    Instant start = origin.clock.now();
    CallId call = opened(t.ann, t.talk);
    say(t.ann, call, new Answered());
    say(t.bob, call, new Answered());
    advance(120);
    say(t.ann, call, new Present());
    advance(61);
    TestOrigin.eventually(() -> parties(call) == 1);
    CallRecord one = record(t.cat, call);
    assertThat(one.endedAt()).isNull();
    assertThat(one.participants())
        .containsExactlyInAnyOrder(
            new CallParticipant(t.ann.id(), start, null),
            new CallParticipant(t.bob.id(), start, start));
    advance(120);
    TestOrigin.eventually(() -> record(t.cat, call).endedAt() != null);
    CallRecord over = record(t.cat, call);
    assertThat(over.reason()).isEqualTo(CallEndReason.LOST);
    assertThat(over.settledBy()).isEqualTo(SettledBy.TIMED_OUT);
    assertThat(over.endedAt()).isEqualTo(start.plusSeconds(120));
    assertThat(ending(t.cat, t.talk).durationMs()).isEqualTo(120_000);
    assertThat(calls(t.cat, t.talk)).hasSize(2);
  }

  @Test
  void whatIsSaidLateCountsFromWhenItWas() {
    Three t = three();
    Instant start = origin.clock.now();
    CallId call = opened(t.ann, t.talk);
    advance(60);
    origin.ask(
        new ConfirmCall(t.bob.id(), call, party(t.bob), new Answered(), Duration.ofSeconds(50)));
    origin.ask(
        new ConfirmCall(t.ann.id(), call, party(t.ann), new Answered(), Duration.ofSeconds(55)));
    origin.ask(new ConfirmCall(t.ann.id(), call, party(t.ann), new Left(), Duration.ofSeconds(30)));
    Confirming over =
        origin.ask(
            new ConfirmCall(t.bob.id(), call, party(t.bob), new Left(), Duration.ofSeconds(20)));
    assertThat(((CallFound) over).call().answeredAt()).isEqualTo(start.plusSeconds(10));
    assertThat(((CallFound) over).call().endedAt()).isEqualTo(start.plusSeconds(40));
    assertThat(ending(t.cat, t.talk).durationMs()).isEqualTo(30_000);
  }

  /// On a node of its own, that lets two be in a call.
  @Test
  void takesNoMoreThanMayBeInIt() {
    try (DatabaseUnderTest apart = open();
        TestOrigin node = TestOrigin.start(ofTwo(apart.config()))) {
      Chat there = new Chat(node);
      User ann = there.user("Ann");
      User bob = there.user("Bob");
      User cat = there.user("Cat");
      Conversation talk = there.group(ann, bob, cat);
      CallId call = ((Appended) there.change(ann, talk, call())).callId();
      node.ask(said(ann, call, new Answered()));
      node.ask(said(bob, call, new Answered()));
      Confirming third = node.ask(said(cat, call, new Answered()));
      assertThat(third).isEqualTo(new TooManyPresent(2));
      Confirming again = node.ask(said(bob, call, new Present()));
      assertThat(again).isInstanceOf(CallFound.class);
      node.ask(said(bob, call, new Left()));
      Confirming later = node.ask(said(cat, call, new Answered()));
      assertThat(((CallFound) later).call().participants()).hasSize(3);
      // Of one user's parties the quietest is forgotten.
      node.ask(new ConfirmCall(cat.id(), call, party(ann), new Answered(), NOW));
      assertThat(apart.count("SELECT COUNT(*) FROM bm_call_parties")).isEqualTo(2);
    }
  }

  private static PersistenceConfig ofTwo(PersistenceConfig config) {
    Calls calls = config.times().calls();
    return Configs.calling(
        config,
        new Calls(
            calls.ringMax(),
            calls.silenceMax(),
            calls.grace(),
            calls.sweepEvery(),
            calls.sweptMax(),
            2,
            1,
            calls.lobbyMax(),
            calls.knockKept()));
  }

  @Test
  void showsThoseWhoAreInItBeforeThoseWhoWere() {
    Three t = three();
    CallId call = opened(t.ann, t.talk);
    String id = HexFormat.of().formatHex(call.bytes());
    for (int i = 0; i < CallRecord.PARTICIPANTS_MAX; i++) {
      database.execute(
          "INSERT INTO bm_call_participants (call_id, user_id, joined_at, left_at)"
              + " VALUES (X'%s', X'%032x', 1, %d)".formatted(id, i, i + 2));
    }
    say(t.ann, call, new Answered());
    say(t.bob, call, new Answered());
    List<CallParticipant> shown = record(t.cat, call).participants();
    assertThat(shown).hasSize(CallRecord.PARTICIPANTS_MAX);
    assertThat(shown.stream().filter(p -> p.leftAt() == null))
        .extracting(CallParticipant::user)
        .containsExactlyInAnyOrder(t.ann.id(), t.bob.id());
  }

  @Test
  void aWordOfOneWritesNothingOfTheOthers() {
    Three t = three();
    CallId call = opened(t.ann, t.talk);
    say(t.ann, call, new Answered());
    say(t.bob, call, new Answered());
    String mark = "UPDATE bm_call_parties SET heard_at = 7 WHERE user_id = X'%s'";
    database.execute(mark.formatted(HexFormat.of().formatHex(t.ann.id().bytes())));
    advance(10);
    say(t.bob, call, new Present());
    assertThat(database.count("SELECT COUNT(*) FROM bm_call_parties WHERE heard_at = 7")).isOne();
  }
}
