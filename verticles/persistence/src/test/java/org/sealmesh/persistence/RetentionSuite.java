package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.wire.Id;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.AccountCommand.OpenSession;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.CallCommand.Ended;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.ErasureCommand;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.GetSyncTag;
import org.sealmesh.origin.persistence.EventCommand.NoSuchMessage;
import org.sealmesh.origin.persistence.EventCommand.Sync;
import org.sealmesh.origin.persistence.EventCommand.SyncedConversation;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Found;
import org.sealmesh.origin.persistence.JobCommand.Lane;
import org.sealmesh.origin.persistence.JobCommand.TakeJob;
import org.sealmesh.origin.persistence.JobCommand.Taken;
import org.sealmesh.origin.persistence.KeyCommand.Keys;
import org.sealmesh.origin.persistence.KeyCommand.KeysForMember;
import org.sealmesh.origin.persistence.RetentionCommand;
import org.sealmesh.origin.persistence.RetentionCommand.AgedPage;
import org.sealmesh.origin.persistence.RetentionCommand.KeepFor;
import org.sealmesh.origin.persistence.RetentionCommand.LiftHold;
import org.sealmesh.origin.persistence.RetentionCommand.OpenPreview;
import org.sealmesh.origin.persistence.RetentionCommand.OpenRun;
import org.sealmesh.origin.persistence.RetentionCommand.RunsFound;
import org.sealmesh.origin.persistence.RetentionCommand.SetHold;
import org.sealmesh.origin.persistence.RetentionCommand.WalkCalls;
import org.sealmesh.origin.persistence.RetentionCommand.WalkEvents;
import org.sealmesh.origin.persistence.SiteCommand.GetSite;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.LegalHold;
import org.sealmesh.origin.privacy.LegalHold.SubjectId;
import org.sealmesh.origin.privacy.Retention.Ages;
import org.sealmesh.origin.privacy.Retention.Counts;

/// What has grown too old goes, floors rise, and nothing else changes.
abstract class RetentionSuite extends Suite {
  private static final UserId ADMIN = new UserId(new UUID(9, 9));
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Ages WEEKS = new Ages(WEEK, WEEK, WEEK, WEEK, WEEK);
  private static final Ages FOR_EVER = new Ages(null, null, null, null, null);

  @AfterEach
  void forget() {
    database.execute("DELETE FROM bm_privacy_jobs");
    database.execute("DELETE FROM bm_holds");
    for (String table :
        List.of("bm_conversations", "bm_events", "bm_messages", "bm_event_members")) {
      database.execute("DELETE FROM " + table);
    }
    database.execute("DELETE FROM bm_participants");
    database.execute("DELETE FROM bm_calls");
    database.execute("DELETE FROM bm_outbox");
  }

  @Test
  void deletesWhatIsTooOldAndRaisesTheFloor() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = chat.direct(ann, bob);
    say(ann, direct, "canary-of-old", 4);
    age();
    say(bob, direct, "still young", 3);
    String tag = tag(ann);
    Counts counted = walk(WEEKS, Act.COUNT, 2);
    assertThat(counted).isEqualTo(new Counts(1, 5, 0, 0, 0));
    assertThat(tag(ann)).isEqualTo(tag);
    assertThat(found("canary-of-old")).hasSize(4);
    assertThat(walk(WEEKS, Act.ERASE, 2)).isEqualTo(counted);
    assertThat(found("canary-of-old")).isEmpty();
    assertThat(tag(ann)).isNotEqualTo(tag);
    SyncedConversation synced = synced(ann);
    assertThat(synced.conversation().floor()).isEqualTo(new Seq(6));
    assertThat(seqs(synced.events())).containsExactly(6L, 7L, 8L);
    assertThat(seqs(chat.page(bob, direct, 0L, null, 100).events())).containsExactly(6L, 7L, 8L);
    assertThat(rows("bm_events", direct.id())).isEqualTo(3);
    assertThat(rows("bm_messages", direct.id())).isEqualTo(3);
    assertThat(rows("bm_event_members", direct.id())).isZero();
    // Nobody has delivered anything here: what is gone would wait for ever.
    assertThat(rows("bm_outbox", direct.id())).isEqualTo(3);
    assertThat(walk(WEEKS, Act.ERASE, 2)).isEqualTo(Counts.NONE);
  }

  @Test
  void aConversationOfWhichNothingIsLeftGoesOn() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = chat.direct(ann, bob);
    say(ann, direct, "long ago", 2);
    age();
    walk(WEEKS, Act.ERASE, 100);
    SyncedConversation synced = synced(bob);
    assertThat(synced.conversation().head()).isEqualTo(new Seq(3));
    assertThat(synced.conversation().floor()).isEqualTo(new Seq(4));
    assertThat(synced.events()).isEmpty();
    assertThat(synced.more()).isFalse();
    assertThat(chat.page(bob, direct, null, null, 100).events()).isEmpty();
    Sync behind =
        new Sync(
            bob.id(),
            origin.ask(new GetSite()).timeline(),
            Map.of(direct.id().text(), new Seq(1)),
            200,
            50);
    assertThat(origin.ask(behind).conversations().getFirst().events()).isEmpty();
    assertThat(((Appended) chat.send(ann, direct, "anew")).seq()).isEqualTo(new Seq(4));
    assertThat(seqs(synced(bob).events())).containsExactly(4L);
  }

  @Test
  void whatWasEditedLivesAsLongAsItsLastEdit() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    MessageId edited = chat.sent(ann, direct, "once");
    MessageId left = chat.sent(ann, direct, "left alone");
    MessageId deleted = chat.sent(ann, direct, "not wanted");
    age();
    chat.change(ann, direct, new Change.Edit(edited, "as edited"));
    chat.change(ann, direct, new Change.Delete(deleted));
    walk(WEEKS, Act.ERASE, 1);
    List<Event> events = synced(ann).events();
    assertThat(((Event.Edited) events.getFirst()).body()).isEqualTo("as edited");
    assertThat(((Event.Deleted) events.getLast()).messageId()).isEqualTo(deleted);
    assertThat(rows("bm_messages", direct.id())).isEqualTo(2);
    // It can still be edited; what is gone can not be answered to.
    assertThat(chat.change(ann, direct, new Change.Send("?", left)))
        .isInstanceOf(NoSuchMessage.class);
    assertThat(chat.change(ann, direct, new Change.Delete(left))).isInstanceOf(NoSuchMessage.class);
    assertThat(chat.change(ann, direct, new Change.Edit(edited, "once more")))
        .isInstanceOf(Appended.class);
    age();
    walk(WEEKS, Act.ERASE, 1);
    assertThat(rows("bm_messages", direct.id())).isZero();
    assertThat(found("as edited")).isEmpty();
  }

  @Test
  void whatHasAgedIsNotThereEvenBeforeItIsDeleted() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    MessageId old = chat.sent(ann, direct, "old");
    say(ann, direct, "more", 3);
    age();
    // One batch of many: the floor has risen above all of them, and one row is gone.
    page(new WalkEvents(WEEKS, origin.clock.now(), Act.ERASE, null, 1));
    assertThat(rows("bm_events", direct.id())).isEqualTo(4);
    assertThat(synced(ann).events()).isEmpty();
    assertThat(chat.change(ann, direct, new Change.Edit(old, "new")))
        .isInstanceOf(NoSuchMessage.class);
    // Whoever comes next, without knowing of the first, finds the rest, whatever the settings are.
    assertThat(walk(FOR_EVER, Act.ERASE, 100)).isEqualTo(new Counts(1, 4, 0, 0, 0));
    assertThat(rows("bm_events", direct.id())).isZero();
  }

  @Test
  void eachKindHasItsAgeAndTheShorterOneHolds() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    Conversation group = chat.group(ann);
    Conversation room = chat.room(ann, "Room");
    age();
    assertThat(walk(FOR_EVER, Act.COUNT, 10)).isEqualTo(Counts.NONE);
    assertThat(walk(new Ages(WEEK, null, null, null, null), Act.ERASE, 10).conversations())
        .isEqualTo(1);
    assertThat(rows("bm_events", direct.id())).isZero();
    assertThat(walk(new Ages(null, null, WEEK, null, null), Act.ERASE, 10).conversations())
        .isEqualTo(1);
    assertThat(rows("bm_events", room.id())).isZero();
    Ages year = new Ages(null, Duration.ofDays(365), null, null, null);
    assertThat(walk(year, Act.ERASE, 10)).isEqualTo(Counts.NONE);
    assertThat(origin.ask(new KeepFor(group.id(), Duration.ofDays(700), ADMIN)))
        .isEqualTo(Found.THERE);
    assertThat(walk(year, Act.ERASE, 10)).isEqualTo(Counts.NONE);
    origin.ask(new KeepFor(group.id(), WEEK, ADMIN));
    assertThat(walk(year, Act.ERASE, 10).conversations()).isEqualTo(1);
    assertThat(rows("bm_events", group.id())).isZero();
    assertThat(origin.ask(new KeepFor(Chat.conversationId(), WEEK, ADMIN)))
        .isEqualTo(Found.NOT_THERE);
  }

  @Test
  void membersAreToldForHowLongTheirConversationIsKept() {
    User ann = chat.user("Ann");
    Conversation group = chat.group(ann);
    assertThat(synced(ann).conversation().keptFor()).isNull();
    String tag = tag(ann);
    origin.ask(new KeepFor(group.id(), WEEK, ADMIN));
    assertThat(tag(ann)).isNotEqualTo(tag);
    assertThat(synced(ann).conversation().keptFor()).isEqualTo(WEEK);
    origin.ask(new KeepFor(group.id(), null, ADMIN));
    assertThat(synced(ann).conversation().keptFor()).isNull();
  }

  @Test
  void keysGoWithTheLastEventThatTheySealed() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation group = chat.group(ann, bob, chat.user("Cid"));
    say(ann, group, "under the first", 2);
    chat.remove(ann, group, bob, RemovalReason.REMOVED);
    age();
    say(ann, group, "under the second", 1);
    walk(WEEKS, Act.ERASE, 3);
    Keys keys =
        (Keys)
            origin.ask(new KeysForMember(ann.id(), group.id(), Set.of(new Epoch(1), new Epoch(2))));
    assertThat(keys.keys()).singleElement().matches(key -> key.epoch().equals(new Epoch(2)));
    age();
    walk(WEEKS, Act.ERASE, 3);
    assertThat(rows("bm_keys", group.id())).isEqualTo(1);
  }

  @Test
  void callsGoWithTheEventThatTellsTheirEnd() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    CallId over = opened(ann, direct);
    origin.ask(
        new ConfirmCall(ann.id(), over, party(), new Ended(CallEndReason.HUNG_UP), Duration.ZERO));
    CallId open = opened(ann, direct);
    age();
    assertThat(walk(WEEKS, Act.ERASE, 1).events()).isEqualTo(4);
    assertThat(database.count("SELECT COUNT(*) FROM bm_calls")).isEqualTo(1);
    origin.ask(
        new ConfirmCall(ann.id(), open, party(), new Ended(CallEndReason.HUNG_UP), Duration.ZERO));
    assertThat(synced(ann).events()).singleElement().isInstanceOf(Event.CallEnded.class);
    age();
    walk(WEEKS, Act.ERASE, 1);
    assertThat(database.count("SELECT COUNT(*) FROM bm_calls")).isZero();
    assertThat(database.count("SELECT COUNT(*) FROM bm_call_participants")).isZero();
  }

  @Test
  void whoWasInACallIsForgottenBeforeThatThereWasOne() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = chat.direct(ann, bob);
    for (int i = 0; i < 3; i++) {
      CallId call = opened(ann, direct);
      origin.ask(new ConfirmCall(bob.id(), call, party(), new Answered(), Duration.ZERO));
      origin.ask(
          new ConfirmCall(
              ann.id(), call, party(), new Ended(CallEndReason.HUNG_UP), Duration.ZERO));
    }
    age();
    List<Event> before = synced(ann).events();
    Instant week = origin.clock.now().minus(WEEK);
    assertThat(callsOf(week, Act.COUNT)).isEqualTo(3);
    hold(LegalHold.Kind.CONVERSATION, direct.id());
    assertThat(callsOf(week, Act.ERASE)).isZero();
    lift(LegalHold.Kind.CONVERSATION, direct.id());
    assertThat(callsOf(week, Act.ERASE)).isEqualTo(3);
    assertThat(callsOf(week, Act.COUNT)).isZero();
    assertThat(database.count("SELECT COUNT(*) FROM bm_call_participants")).isZero();
    assertThat(synced(ann).events()).isEqualTo(before);
  }

  @Test
  void nothingGoesThatIsHeld() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation held = chat.direct(ann, bob);
    Conversation left = chat.group(ann, bob);
    Conversation other = chat.direct(ann, chat.user("Cid"));
    chat.remove(ann, left, bob, RemovalReason.REMOVED);
    age();
    assertThat(hold(LegalHold.Kind.PERSON, bob.id())).isEqualTo(Found.THERE);
    assertThat(hold(LegalHold.Kind.PERSON, bob.id())).isEqualTo(Found.THERE);
    hold(LegalHold.Kind.CONVERSATION, other.id());
    assertThat(walk(WEEKS, Act.COUNT, 10)).isEqualTo(new Counts(0, 0, 0, 0, 3));
    assertThat(walk(WEEKS, Act.ERASE, 10)).isEqualTo(new Counts(0, 0, 0, 0, 3));
    assertThat(seqs(chat.page(ann, held, 0L, null, 10).events())).containsExactly(1L);
    assertThat(origin.ask(new RetentionCommand.ListHolds(10)).holds())
        .extracting(LegalHold::kind)
        .containsExactlyInAnyOrder(LegalHold.Kind.PERSON, LegalHold.Kind.CONVERSATION);
    assertThat(lift(LegalHold.Kind.PERSON, bob.id())).isEqualTo(Found.THERE);
    assertThat(lift(LegalHold.Kind.PERSON, bob.id())).isEqualTo(Found.NOT_THERE);
    assertThat(lift(LegalHold.Kind.PERSON, other.id())).isEqualTo(Found.NOT_THERE);
    assertThat(walk(WEEKS, Act.ERASE, 10)).isEqualTo(new Counts(2, 3, 0, 0, 1));
    assertThat(hold(LegalHold.Kind.CONVERSATION, bob.id())).isEqualTo(Found.NOT_THERE);
    assertThat(hold(LegalHold.Kind.PERSON, other.id())).isEqualTo(Found.NOT_THERE);
  }

  @Test
  void aHoldStopsARunThatIsAtIt() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    say(ann, direct, "evidence", 5);
    age();
    AgedPage first = page(new WalkEvents(WEEKS, origin.clock.now(), Act.ERASE, null, 2));
    hold(LegalHold.Kind.CONVERSATION, direct.id());
    AgedPage second = page(new WalkEvents(WEEKS, origin.clock.now(), Act.ERASE, first.next(), 2));
    assertThat(second.found()).isEqualTo(new Counts(0, 0, 0, 0, 1));
    assertThat(rows("bm_events", direct.id())).isEqualTo(4);
  }

  @Test
  void whoIsHeldCannotBeErased() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = chat.direct(ann, bob);
    ErasureCommand.ConfirmErasure confirm = counted(ann);
    hold(LegalHold.Kind.PERSON, ann.id());
    assertThat(confirmed(confirm)).isInstanceOf(ErasureCommand.OnHold.class);
    lift(LegalHold.Kind.PERSON, ann.id());
    hold(LegalHold.Kind.CONVERSATION, direct.id());
    assertThat(confirmed(confirm)).isInstanceOf(ErasureCommand.OnHold.class);
    lift(LegalHold.Kind.CONVERSATION, direct.id());
    assertThat(confirmed(confirm)).isInstanceOf(ErasureCommand.Confirmed.class);
    // Who is nobody any more cannot be held, and what she did in conversations can.
    assertThat(hold(LegalHold.Kind.PERSON, ann.id())).isEqualTo(Found.NOT_THERE);
  }

  private ErasureCommand.ConfirmErasure counted(User user) {
    origin.ask(new ErasureCommand.OpenErasure(user.id()));
    Taken taken = (Taken) origin.ask(new TakeJob(Lane.PEOPLE, Duration.ofMinutes(1)));
    origin.ask(new JobCommand.RecordJob(taken.hold(), "{}", origin.clock.now().plus(WEEK)));
    return new ErasureCommand.ConfirmErasure(user.id(), taken.hold().job());
  }

  private ErasureCommand.Confirming confirmed(ErasureCommand.ConfirmErasure confirm) {
    return origin.ask(confirm);
  }

  @Test
  void guestsWhoCannotComeBackAreErased() {
    User gone = chat.user("Gone");
    User held = chat.user("Held");
    User here = chat.user("Here");
    User young = chat.user("Young");
    Conversation direct = chat.direct(gone, here);
    origin.ask(new OpenSession(new byte[32], here.id(), origin.clock.now().plus(WEEK)));
    database.execute(
        "UPDATE bm_users SET created_at = created_at - 864000000 WHERE name <> 'Young'");
    hold(LegalHold.Kind.PERSON, held.id());
    Instant week = origin.clock.now().minus(WEEK);
    // Those of other tests are as old.
    Counts counted = guests(week, Act.COUNT);
    assertThat(counted.held()).isEqualTo(1);
    assertThat(counted.guests()).isPositive();
    assertThat(guests(week, Act.ERASE)).isEqualTo(counted);
    assertThat(guests(week, Act.COUNT)).isEqualTo(new Counts(0, 0, 0, 0, 1));
    assertThat(names()).contains("Held", "Here", "Young").doesNotContain("Gone");
    assertThat(chat.sync(here).conversations().getFirst().conversation().members())
        .extracting(Member::name)
        .containsExactlyInAnyOrder("Here", "");
    assertThat(chat.send(here, direct, "?")).isInstanceOf(Forbidden.class);
    assertThat(erasing()).contains(gone.id()).doesNotContain(young.id(), held.id(), here.id());
  }

  private List<UserId> erasing() {
    List<UserId> users = new ArrayList<>();
    while (origin.ask(new TakeJob(Lane.PEOPLE, WEEK)) instanceof Taken taken) {
      assertThat(taken.kind()).isEqualTo(JobCommand.Kind.ERASE);
      assertThat(taken.result()).isNull();
      users.add(taken.user());
    }
    return users;
  }

  private List<String> names() {
    return database.cells().stream()
        .filter(cell -> cell.table().equals("bm_users") && cell.column().equals("name"))
        .map(DatabaseUnderTest.Cell::value)
        .toList();
  }

  private Counts guests(Instant before, Act act) {
    return walk(after -> origin.ask(new RetentionCommand.WalkGuests(before, act, after, 2)));
  }

  @Test
  void aRunBeginsWhenItIsTimeAndOnce() {
    Duration day = Duration.ofDays(1);
    assertThat(origin.ask(new RetentionCommand.FindRuns())).isEqualTo(new RunsFound(null, null));
    RunsFound first = origin.ask(new OpenRun(day));
    assertThat(first.last().state()).isEqualTo(Export.State.WAITING);
    assertThat(origin.ask(new OpenRun(day))).isEqualTo(first);
    origin.clock.advance(day.plusSeconds(1));
    // The last one is at it still.
    assertThat(origin.ask(new OpenRun(day))).isEqualTo(first);
    assertThat(origin.ask(new TakeJob(Lane.PEOPLE, day)))
        .isInstanceOf(JobCommand.NothingToDo.class);
    Taken taken = (Taken) origin.ask(new TakeJob(Lane.SITE, day));
    assertThat(taken.kind()).isEqualTo(JobCommand.Kind.RETENTION);
    origin.ask(new JobCommand.RecordJob(taken.hold(), "result", origin.clock.now().plus(day)));
    RunsFound second = origin.ask(new OpenRun(day));
    assertThat(second.last().job()).isNotEqualTo(first.last().job());
    assertThat(second.last().state()).isEqualTo(Export.State.WAITING);
  }

  @Test
  void aPreviewIsCountedAnew() {
    RunsFound first = origin.ask(new OpenPreview(ADMIN));
    assertThat(origin.ask(new OpenPreview(ADMIN))).isEqualTo(first);
    Taken taken = (Taken) origin.ask(new TakeJob(Lane.SITE, WEEK));
    assertThat(taken.kind()).isEqualTo(JobCommand.Kind.PREVIEW);
    origin.ask(new JobCommand.RecordJob(taken.hold(), "result", origin.clock.now().plus(WEEK)));
    assertThat(origin.ask(new RetentionCommand.FindRuns()).preview().result()).isEqualTo("result");
    RunsFound second = origin.ask(new OpenPreview(ADMIN));
    assertThat(second.preview().job()).isNotEqualTo(first.preview().job());
    assertThat(second.preview().result()).isNull();
    assertThat(second.last()).isNull();
  }

  /// Everything that is there is ten days old.
  private void age() {
    database.execute("UPDATE bm_events SET committed_at = committed_at - 864000000");
    database.execute("UPDATE bm_conversations SET head_at = head_at - 864000000");
    database.execute(
        "UPDATE bm_calls SET ended_at = ended_at - 864000000,"
            + " answered_at = answered_at - 864000000");
  }

  private void say(User user, Conversation in, String body, int times) {
    IntStream.range(0, times).forEach(i -> chat.send(user, in, body));
  }

  private AgedPage page(WalkEvents walk) {
    return origin.ask(walk);
  }

  private Counts walk(Ages ages, Act act, int limit) {
    Instant now = origin.clock.now();
    return walk(after -> page(new WalkEvents(ages, now, act, after, limit)));
  }

  private long callsOf(Instant before, Act act) {
    return walk(after -> origin.ask(new WalkCalls(before, act, after, 2))).calls();
  }

  private static Counts walk(Function<@Nullable String, AgedPage> pages) {
    Counts found = Counts.NONE;
    @Nullable String after = null;
    do {
      AgedPage page = pages.apply(after);
      found = found.plus(page.found());
      after = page.next();
    } while (after != null);
    return found;
  }

  private Found hold(LegalHold.Kind kind, Id subject) {
    return origin.ask(new SetHold(kind, new SubjectId(subject.value()), ADMIN));
  }

  private Found lift(LegalHold.Kind kind, Id subject) {
    return origin.ask(new LiftHold(kind, new SubjectId(subject.value()), ADMIN));
  }

  private CallId opened(User caller, Conversation in) {
    Change open = new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.THERE);
    return ((Appended) chat.change(caller, in, open)).callId();
  }

  private static PartyId party() {
    return new PartyId(UUID.randomUUID());
  }

  private SyncedConversation synced(User user) {
    return chat.sync(user).conversations().getFirst();
  }

  private String tag(User user) {
    return origin.ask(new GetSyncTag(user.id())).toString();
  }

  private static List<Long> seqs(List<Event> events) {
    List<Long> seqs = new ArrayList<>();
    events.forEach(event -> seqs.add(event.seq().value()));
    return seqs;
  }

  private long rows(String table, ConversationId conversation) {
    return database.cells().stream()
        .filter(cell -> cell.table().equals(table) && cell.column().equals("conversation_id"))
        .filter(cell -> cell.value().endsWith(HexFormat.of().formatHex(conversation.bytes())))
        .count();
  }

  private List<String> found(String text) {
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    return database.dump().stream().filter(v -> v.contains(text) || v.contains(hex)).toList();
  }
}
