package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.wire.Id;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.crypto.CryptoMessage.PasswordHash;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.AccountCommand.AccountReady;
import org.sealmesh.origin.persistence.AccountCommand.CreateLocal;
import org.sealmesh.origin.persistence.AccountCommand.FindLogin;
import org.sealmesh.origin.persistence.AccountCommand.FindSession;
import org.sealmesh.origin.persistence.AccountCommand.NoSession;
import org.sealmesh.origin.persistence.AccountCommand.NoSuchAccount;
import org.sealmesh.origin.persistence.AccountCommand.NoSuchLogin;
import org.sealmesh.origin.persistence.AccountCommand.OpenSession;
import org.sealmesh.origin.persistence.AccountCommand.SearchUsers;
import org.sealmesh.origin.persistence.BlockCommand.Block;
import org.sealmesh.origin.persistence.BlockCommand.NoSuchPerson;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.ConversationCommand.ListNames;
import org.sealmesh.origin.persistence.ConversationCommand.Names;
import org.sealmesh.origin.persistence.ConversationCommand.PersonName;
import org.sealmesh.origin.persistence.ConversationCommand.UnknownUsers;
import org.sealmesh.origin.persistence.ErasureCommand;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.ErasureCommand.ErasureFound;
import org.sealmesh.origin.persistence.ErasureCommand.Tenures;
import org.sealmesh.origin.persistence.ErasureCommand.Walked;
import org.sealmesh.origin.persistence.ErasureCommand.Walking;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.NoSuchConversation;
import org.sealmesh.origin.persistence.EventCommand.NoSuchUser;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.OpenExport;
import org.sealmesh.origin.persistence.JobCommand.TakeJob;
import org.sealmesh.origin.persistence.JobCommand.Taken;
import org.sealmesh.origin.persistence.LobbyCommand.Knock;
import org.sealmesh.origin.persistence.LobbyCommand.Lobby;
import org.sealmesh.origin.persistence.LobbyCommand.SetLobby;
import org.sealmesh.origin.privacy.Erasure.Counts;
import org.sealmesh.origin.privacy.Trace;

/// Somebody with traces in every table is erased; then nothing of her is found in any of them but a
/// number, where docs/data.md says that it stays.
abstract class PersonErasureSuite extends Suite {
  private int canaries;

  @AfterEach
  void forgetJobs() {
    database.execute("DELETE FROM bm_privacy_jobs");
  }

  /// @param words what she wrote, and how she once named the group
  /// @param secrets what else must not be found any more: texts as they are, bytes in hex
  private record Canary(
      User user,
      Conversation group,
      Conversation room,
      byte[] token,
      List<String> words,
      List<String> secrets) {}

  private Canary canary(User ann) {
    int number = ++canaries;
    String words = "zoe-%d-wrote-this".formatted(number);
    String title = "zoe-%d-named-this".formatted(number);
    String name = "Zoe Canary %d.".formatted(number);
    String login = "zoe-%d-login".formatted(number);
    String email = "zoe-%d@example.org".formatted(number);
    String subject = "zoe-%d-subject".formatted(number);
    String hash = "hash-of-zoe-%d-".formatted(number);
    byte[] token = Arrays.copyOf(new byte[] {9, 9, 9, (byte) number}, 32);
    User zoe =
        ((AccountReady) origin.ask(new CreateLocal(login, name, new PasswordHash(hash)))).user();
    database.execute(
        "UPDATE bm_users SET email = '%s', sso_subject = '%s' WHERE login = '%s'"
            .formatted(email, subject, login));
    origin.ask(new OpenSession(token, zoe.id(), soon()));
    List<String> secrets =
        new ArrayList<>(
            List.of(
                name,
                login,
                email,
                subject,
                hash,
                hex(zoe.rid()),
                HexFormat.of().formatHex(token)));
    Conversation group = chat.group(ann, zoe);
    Conversation room = chat.room(ann, "Room");
    Conversation direct = chat.direct(ann, zoe);
    Conversation left = chat.room(ann, "Left");
    chat.join(zoe, room);
    chat.join(zoe, left);
    for (Conversation each : List.of(group, room, direct, left)) {
      chat.change(zoe, each, new Change.Edit(chat.sent(zoe, each, words), words + " again"));
      chat.send(ann, each, "Ann's words");
    }
    chat.change(zoe, group, new Change.Rename(title));
    chat.change(ann, group, new Change.Rename("Ann's title"));
    chat.remove(ann, left, zoe, RemovalReason.BANNED);
    PartyId party = new PartyId(UUID.randomUUID());
    CallId inDirect = opened(zoe, direct);
    CallId inGroup = opened(ann, group);
    origin.ask(new ConfirmCall(zoe.id(), inGroup, party, new Answered(), Duration.ZERO));
    secrets.add(hex(party));
    CallId inRoom = opened(ann, room);
    origin.ask(new SetLobby(ann.id(), inRoom, Lobby.ON));
    origin.ask(new Knock(zoe.id(), inRoom));
    assertThat(inDirect).isNotNull();
    User cat = chat.user("Cat");
    origin.ask(new Block(zoe.id(), cat.id()));
    origin.ask(new Block(cat.id(), zoe.id()));
    chat.group(zoe, ann);
    origin.ask(new OpenExport(zoe.id(), 3));
    return new Canary(zoe, group, room, token, List.of(words, title), secrets);
  }

  private CallId opened(User user, Conversation in) {
    Change open = new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.THERE);
    return ((Appended) chat.change(user, in, open)).callId();
  }

  private Instant soon() {
    return origin.clock.now().plus(Duration.ofDays(1));
  }

  private static String hex(Id id) {
    return HexFormat.of().formatHex(id.bytes());
  }

  private List<String> where(String secret) {
    String inHex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
    return database.cells().stream()
        .filter(cell -> cell.value().contains(secret) || cell.value().contains(inHex))
        .map(cell -> cell.table() + "." + cell.column())
        .distinct()
        .toList();
  }

  private JobId counted(User user) {
    ErasureFound wish = origin.ask(new ErasureCommand.OpenErasure(user.id()));
    Taken taken = (Taken) take();
    while (taken.kind() != JobCommand.Kind.COUNT) {
      taken = (Taken) take();
    }
    origin.ask(new JobCommand.RecordJob(taken.hold(), "counted", soon()));
    return wish.job();
  }

  private JobCommand.Taking take() {
    return origin.ask(new TakeJob(JobCommand.Lane.PEOPLE, Duration.ofMinutes(1)));
  }

  /// As the privacy verticle goes through it, in pages that are smaller than what there is.
  private Counts walk(User user, Act act, ErasedMessages messages) {
    Counts counts = Counts.NONE;
    for (Trace trace : Trace.values()) {
      String after = null;
      do {
        Walked page =
            trace == Trace.CONVERSATIONS
                ? tell(user, act, messages, after)
                : (Walked) step(user, trace, act, messages, after);
        counts = counts.with(trace, page.found());
        after = page.next();
      } while (after != null);
    }
    return counts;
  }

  private Walking step(User user, Trace trace, Act act, ErasedMessages messages, String after) {
    return origin.ask(new ErasureCommand.WalkTrace(user.id(), trace, act, messages, after, 3));
  }

  private Walked tell(User user, Act act, ErasedMessages messages, String after) {
    Tenures page = origin.ask(new ErasureCommand.ListTenures(user.id(), after, 2));
    if (act == Act.ERASE) {
      page.tenures()
          .forEach(
              tenure -> assertThat(erase(user, tenure, messages)).isInstanceOf(Appended.class));
    }
    long left =
        page.tenures().stream()
            .filter(tenure -> tenure.presence() == ErasureCommand.Presence.MEMBER)
            .count();
    return new Walked(left, 0, page.next());
  }

  private Appending erase(User user, ErasureCommand.Tenure in, ErasedMessages messages) {
    Change change = new Change.ErasePerson(messages, Chat.key(77));
    byte[] same =
        ByteBuffer.allocate(32).put(user.id().bytes()).put(in.conversation().bytes()).array();
    return origin.ask(
        new Append(
            user.id(),
            in.conversation(),
            ClientId.of(Arrays.copyOf(in.conversation().bytes(), 16)),
            same,
            change));
  }

  private Counts eraseAll(User user, ErasedMessages messages) {
    JobId job = counted(user);
    assertThat(
            origin.<ErasureCommand.Confirming, ErasureCommand.ConfirmErasure>ask(
                new ErasureCommand.ConfirmErasure(user.id(), job)))
        .isEqualTo(new ErasureCommand.Confirmed(user.rid()));
    return walk(user, Act.ERASE, messages);
  }

  @Test
  void leavesNothingOfHerInAnyTableButANumberWhereItIsSaid() {
    User ann = chat.user("Ann");
    Canary zoe = canary(ann);
    // Before: something of hers in every table of which something has to go.
    Set<String> mustGo =
        DataPage.rules().stream()
            .filter(DataPage.Rule::goes)
            .map(DataPage.Rule::table)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> found = new TreeSet<>();
    List<String> secrets = Stream.concat(zoe.secrets().stream(), zoe.words().stream()).toList();
    secrets.forEach(secret -> {
      assertThat(where(secret)).as(secret).isNotEmpty();
      found.addAll(tables(where(secret)));
    });
    found.addAll(tables(where(hex(zoe.user().id()))));
    assertThat(found).containsAll(mustGo);
    // A dry run changes nothing and finds what will go.
    List<String> before = database.dump();
    Counts counts = walk(zoe.user(), Act.COUNT, ErasedMessages.DELETED);
    assertThat(database.dump()).isEqualTo(before);
    assertThat(counts).isEqualTo(new Counts(4, 4, 2, 1, 2, 1));

    Counts erased = eraseAll(zoe.user(), ErasedMessages.DELETED);
    assertThat(erased).isEqualTo(counts);
    secrets.forEach(secret -> assertThat(where(secret)).as(secret).isEmpty());
    Set<String> mayStay =
        DataPage.rules().stream()
            .filter(DataPage.Rule::staysByItsId)
            .flatMap(rule -> rule.columns().stream().map(column -> rule.table() + "." + column))
            .collect(Collectors.toSet());
    assertThat(mayStay).containsAll(where(hex(zoe.user().id())));
    // Once more finds nothing.
    assertThat(walk(zoe.user(), Act.ERASE, ErasedMessages.DELETED).messages()).isZero();
  }

  private static Set<String> tables(List<String> columns) {
    return columns.stream()
        .map(column -> column.substring(0, column.indexOf('.')))
        .collect(Collectors.toSet());
  }

  @Test
  void leavesTheOthersTheirTranscripts() {
    User ann = chat.user("Ann");
    Canary zoe = canary(ann);
    List<Event> before = chat.page(ann, zoe.group(), 0L, null, 200).events();
    eraseAll(zoe.user(), ErasedMessages.DELETED);
    List<Event> after = chat.page(ann, zoe.group(), 0L, null, 200).events();
    assertThat(after).extracting(event -> event.seq().value()).isSorted().doesNotHaveDuplicates();
    assertThat(names(after.getFirst(), zoe.user())).containsExactly("");
    for (int i = 1; i < before.size(); i++) {
      assertThat(after.get(i)).isEqualTo(asErased(before.get(i), zoe.user()));
    }
    List<Event> news = after.subList(before.size(), after.size());
    assertThat(news).hasAtLeastOneElementOfType(Event.PersonErased.class);
    Event.PersonErased told = (Event.PersonErased) news.getFirst();
    assertThat(told.actor()).isEqualTo(zoe.user().id());
    assertThat(told.messages()).isEqualTo(ErasedMessages.DELETED);
    // Everybody else reads the same from the beginning.
    assertThat(chat.sync(ann).conversations())
        .filteredOn(shown -> shown.conversation().id().equals(zoe.group().id()))
        .allSatisfy(shown -> {
          assertThat(shown.conversation().memberCount()).isEqualTo(1);
          assertThat(shown.events()).isEqualTo(after);
        });
    assertThat(chat.send(ann, zoe.group(), "alone")).isInstanceOf(Appended.class);
  }

  private static Event asErased(Event event, User zoe) {
    return switch (event) {
      case Event.Sent e when e.actor().equals(zoe.id()) ->
          new Event.Tombstone(e.seq(), e.at(), e.messageId());
      case Event.Edited e when e.actor().equals(zoe.id()) ->
          new Event.Tombstone(e.seq(), e.at(), e.messageId());
      case Event.Renamed e when e.actor().equals(zoe.id()) ->
          new Event.Tombstone(e.seq(), e.at(), null);
      default -> event;
    };
  }

  private static List<String> names(Event event, User of) {
    List<Member> members =
        switch (event) {
          case Event.Created e -> e.members();
          case Event.MembersAdded e -> e.members();
          default -> List.of();
        };
    return members.stream().filter(m -> m.id().equals(of.id())).map(Member::name).toList();
  }

  @Test
  void keepsHerWordsWithoutHerNameWhereTheSiteWantsThat() {
    User ann = chat.user("Ann");
    Canary zoe = canary(ann);
    List<Event> before = chat.page(ann, zoe.group(), 0L, null, 200).events();
    assertThat(eraseAll(zoe.user(), ErasedMessages.KEPT).messages()).isEqualTo(4);
    List<Event> after = chat.page(ann, zoe.group(), 0L, null, 200).events();
    assertThat(after.subList(1, before.size())).isEqualTo(before.subList(1, before.size()));
    assertThat(names(after.getFirst(), zoe.user())).containsExactly("");
    zoe.secrets().forEach(secret -> assertThat(where(secret)).as(secret).isEmpty());
    assertThat(where(zoe.words().getFirst())).containsExactly("bm_messages.body");
    assertThat(where(zoe.words().getLast())).containsExactly("bm_events.title");
    Names named =
        (Names) origin.ask(new ListNames(ann.id(), zoe.room().id(), List.of(zoe.user().id())));
    assertThat(named.names()).containsExactly(new PersonName(zoe.user().id(), ""));
  }

  @Test
  void keepsTheTwoOfADirectConversationInWhichNothingCanBeSaid() {
    User ann = chat.user("Ann");
    User zoe = chat.user("Zoe");
    Conversation direct = chat.direct(ann, zoe);
    MessageId said = chat.sent(zoe, direct, "words");
    CallId called = opened(ann, direct);
    PartyId party = new PartyId(UUID.randomUUID());
    eraseAll(zoe, ErasedMessages.DELETED);
    Conversation shown = chat.sync(ann).conversations().getFirst().conversation();
    assertThat(shown.members()).hasSize(2).extracting(Member::name).contains("", "Ann");
    assertThat(shown.members()).extracting(Member::rid).doesNotContain(zoe.rid());
    assertThat(shown.epoch().value()).isEqualTo(direct.epoch().value() + 1);
    assertThat(chat.send(ann, direct, "hello?")).isInstanceOf(Forbidden.class);
    // Some process may take her for signed in for some seconds: she leaves no new trace.
    assertThat(chat.send(zoe, direct, "more")).isInstanceOf(NoSuchConversation.class);
    assertThat(chat.change(zoe, direct, new Change.Delete(said)))
        .isInstanceOf(NoSuchConversation.class);
    origin.ask(new ConfirmCall(zoe.id(), called, party, new Answered(), Duration.ZERO));
    assertThat(where(hex(zoe.id()))).doesNotContain("bm_client_ids.sender_id");
    assertThat(where(hex(party))).isEmpty();
    Change call = new Change.OpenCall(CallMedia.AUDIO, Change.MediaServer.THERE);
    assertThat(chat.change(ann, direct, call)).isInstanceOf(Forbidden.class);
  }

  @Test
  void lockedOutSheIsNobody() {
    User ann = chat.user("Ann");
    Canary zoe = canary(ann);
    User user = zoe.user();
    JobId job = counted(user);
    origin.ask(new ErasureCommand.ConfirmErasure(user.id(), job));
    assertThat((Object) origin.ask(new FindSession(zoe.token()))).isEqualTo(new NoSession());
    assertThat((Object) origin.ask(new FindLogin(user.login()))).isEqualTo(new NoSuchLogin());
    assertThat((Object) origin.ask(new OpenSession(new byte[32], user.id(), soon())))
        .isEqualTo(new NoSuchAccount());
    assertThat(origin.ask(new SearchUsers(user.name(), 50)).users()).isEmpty();
    Conversation other = chat.group(ann, chat.user("Ben"));
    assertThat(chat.add(ann, other, user)).isEqualTo(new NoSuchUser());
    assertThat(
            (Object)
                origin.ask(
                    Chat.create(
                        ConversationKind.DIRECT,
                        other(),
                        null,
                        Set.of(user.id()),
                        Chat.clientId())))
        .isEqualTo(new UnknownUsers(Set.of(user.id())));
    assertThat((Object) origin.ask(new Block(ann.id(), user.id()))).isEqualTo(new NoSuchPerson());
    // The same login is free, for anybody.
    assertThat(
            (Object)
                origin.ask(new CreateLocal(user.login(), "Somebody else", new PasswordHash("x"))))
        .isInstanceOf(AccountReady.class);
  }

  private User other() {
    return chat.user("Other");
  }

  @Test
  void deletesWhatNobodyCanReadAnyMore() {
    User zoe = chat.user("Zoe");
    User yan = chat.user("Yan");
    Conversation direct = chat.direct(zoe, yan);
    Conversation notes = chat.direct(zoe, zoe);
    Conversation group = chat.group(zoe, yan);
    chat.remove(yan, group, yan, RemovalReason.LEFT);
    for (Conversation each : List.of(direct, notes, group)) {
      chat.send(zoe, each, "all-gone-with-zoe");
    }
    chat.send(yan, direct, "yan-wrote-this");
    eraseAll(zoe, ErasedMessages.KEPT);
    assertThat(placesOf(notes)).isEmpty();
    // He had left it: nobody can read it.
    assertThat(placesOf(group)).containsExactly("bm_client_ids");
    assertThat(placesOf(direct)).contains("bm_messages", "bm_events", "bm_keys");
    eraseAll(yan, ErasedMessages.KEPT);
    assertThat(placesOf(direct)).isEmpty();
    assertThat(where("yan-wrote-this")).isEmpty();
    assertThat(where("all-gone-with-zoe")).isEmpty();
  }

  @Test
  void leavesNothingOfAConversationWhoseTwoAreErasedAtTheSameTime() {
    User zoe = chat.user("Zoe");
    User yan = chat.user("Yan");
    Conversation direct = chat.direct(zoe, yan);
    for (int i = 0; i < 5; i++) {
      chat.send(zoe, direct, "hers");
      chat.send(yan, direct, "his");
    }
    origin.ask(new ErasureCommand.ConfirmErasure(zoe.id(), counted(zoe)));
    tell(zoe, Act.ERASE, ErasedMessages.KEPT, null);
    Walked begun = (Walked) step(zoe, Trace.MESSAGES, Act.ERASE, ErasedMessages.KEPT, null);
    origin.ask(new ErasureCommand.ConfirmErasure(yan.id(), counted(yan)));
    for (String after = begun.next(); after != null; ) {
      after = ((Walked) step(zoe, Trace.MESSAGES, Act.ERASE, ErasedMessages.KEPT, after)).next();
    }
    walk(yan, Act.ERASE, ErasedMessages.KEPT);
    walk(zoe, Act.ERASE, ErasedMessages.KEPT);
    assertThat(placesOf(direct)).isEmpty();
  }

  private Set<String> placesOf(Conversation conversation) {
    return tables(where(hex(conversation.id())));
  }

  @Test
  void isTakenBackUntilItIsConfirmedAndConfirmedOnce() {
    User zoe = chat.user("Zoe");
    ErasureFound wish = origin.ask(new ErasureCommand.OpenErasure(zoe.id()));
    ErasureFound again = origin.ask(new ErasureCommand.OpenErasure(zoe.id()));
    assertThat(again).isEqualTo(wish);
    assertThat(confirm(zoe, wish.job())).isEqualTo(new ErasureCommand.NotCounted());
    assertThat((Object) origin.ask(new ErasureCommand.CancelErasure(zoe.id())))
        .isEqualTo(JobCommand.Found.THERE);
    assertThat((Object) origin.ask(new ErasureCommand.CancelErasure(zoe.id())))
        .isEqualTo(JobCommand.Found.NOT_THERE);
    assertThat((Object) origin.ask(new ErasureCommand.FindErasure(zoe.id())))
        .isEqualTo(new ErasureCommand.NoErasure());
    JobId job = counted(zoe);
    assertThat(confirm(zoe, new JobId(UUID.randomUUID())))
        .isEqualTo(new ErasureCommand.NothingToConfirm());
    // Somebody else's is not hers.
    assertThat(confirm(chat.user("Eve"), job)).isEqualTo(new ErasureCommand.NothingToConfirm());
    assertThat(confirm(zoe, job)).isInstanceOf(ErasureCommand.Confirmed.class);
    assertThat(confirm(zoe, job)).isEqualTo(new ErasureCommand.NothingToConfirm());
    assertThat((Object) origin.ask(new ErasureCommand.CancelErasure(zoe.id())))
        .isEqualTo(JobCommand.Found.NOT_THERE);
    Taken work = (Taken) take();
    assertThat(work.kind()).isEqualTo(JobCommand.Kind.ERASE);
    assertThat(work.result()).isEqualTo("counted");
    assertThat(work.progress()).isNull();
  }

  private ErasureCommand.Confirming confirm(User user, JobId job) {
    return origin.ask(new ErasureCommand.ConfirmErasure(user.id(), job));
  }

  @Test
  void forgetsACountThatNobodyConfirmed() {
    User zoe = chat.user("Zoe");
    JobId job = counted(zoe);
    database.execute("UPDATE bm_privacy_jobs SET expires_at = 1");
    assertThat(confirm(zoe, job)).isEqualTo(new ErasureCommand.NothingToConfirm());
    assertThat((Object) origin.ask(new ErasureCommand.FindErasure(zoe.id())))
        .isEqualTo(new ErasureCommand.NoErasure());
  }

  @Test
  void hasHerLeaveOnceMoreIfSomebodyTookHerInMeanwhile() {
    User ann = chat.user("Ann");
    User zoe = chat.user("Zoe");
    chat.group(ann, zoe);
    JobId job = counted(zoe);
    origin.ask(new ErasureCommand.ConfirmErasure(zoe.id(), job));
    for (Trace trace : List.of(Trace.REQUESTS, Trace.ACCOUNT)) {
      assertThat(step(zoe, trace, Act.ERASE, ErasedMessages.DELETED, null))
          .isEqualTo(new ErasureCommand.MemberAgain());
    }
    tell(zoe, Act.ERASE, ErasedMessages.DELETED, null);
    assertThat(step(zoe, Trace.ACCOUNT, Act.ERASE, ErasedMessages.DELETED, null))
        .isEqualTo(new Walked(0, 0, null));
  }

  @Test
  void tellsAConversationOnceHoweverOftenItIsGoneThrough() {
    User ann = chat.user("Ann");
    User zoe = chat.user("Zoe");
    Conversation group = chat.group(ann, zoe);
    JobId job = counted(zoe);
    origin.ask(new ErasureCommand.ConfirmErasure(zoe.id(), job));
    tell(zoe, Act.ERASE, ErasedMessages.DELETED, null);
    tell(zoe, Act.ERASE, ErasedMessages.DELETED, null);
    assertThat(chat.page(ann, group, 0L, null, 200).events())
        .filteredOn(Event.PersonErased.class::isInstance)
        .hasSize(1);
  }

  @Test
  void keepsAnExportFromGoingOn() {
    User zoe = chat.user("Zoe");
    origin.ask(new OpenExport(zoe.id(), 3));
    Taken export = (Taken) take();
    assertThat(export.kind()).isEqualTo(JobCommand.Kind.EXPORT);
    eraseAll(zoe, ErasedMessages.DELETED);
    JobCommand.Progress half = new JobCommand.Progress("half", 1, 2);
    assertThat(
            (Object) origin.ask(new JobCommand.SaveJob(export.hold(), half, Duration.ofMinutes(1))))
        .isEqualTo(JobCommand.Keeping.LOST);
  }
}
