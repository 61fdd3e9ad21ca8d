package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.AccountCommand.AccountReady;
import org.sealmesh.origin.persistence.AccountCommand.EnterSso;
import org.sealmesh.origin.persistence.AccountCommand.SearchUsers;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.ListNames;
import org.sealmesh.origin.persistence.ConversationCommand.Names;
import org.sealmesh.origin.persistence.ConversationCommand.SearchRooms;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.ErasureCommand.WalkTrace;
import org.sealmesh.origin.persistence.ErasureCommand.Walked;
import org.sealmesh.origin.persistence.ErasureCommand.Walking;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.EventCommand.SyncedConversation;
import org.sealmesh.origin.persistence.KeyCommand.Keys;
import org.sealmesh.origin.persistence.KeyCommand.KeysForMember;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.origin.persistence.RetentionCommand.WalkEvents;
import org.sealmesh.origin.persistence.RetentionCommand.WalkGuests;
import org.sealmesh.origin.persistence.SiteCommand.ClaimKeyFile;
import org.sealmesh.origin.persistence.SiteCommand.KeyFileClaim;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Retention.Ages;
import org.sealmesh.origin.privacy.Section;
import org.sealmesh.origin.privacy.Trace;
import org.sealmesh.persistence.WordPressSource.BadRows;
import org.sealmesh.persistence.bettermessages.Sealing;
import org.sealmesh.persistence.bettermessages.SiteImport;
import org.sealmesh.persistence.bettermessages.SiteImport.Imported;

/// What a WordPress site kept with Better Messages, with rows of every kind, read back through the
/// real verticle as every member reads it.
@Tag("mariadb")
final class BetterMessagesMariaDbTest {
  private static final String KEY_FILE = "fingerprint-of-the-key-file";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int GONE = 99;

  private static WordPressSource wordPress;
  private int tokens;

  @BeforeAll
  static void fill() {
    wordPress = new WordPressSource(MariaDbServer.shared());
    people();
    conversationsOfTwo();
    groups();
    room();
    messagesOfEveryKind();
  }

  private static void people() {
    wordPress.person(1, "ann", "Ann “🦭” O&#039;Hara");
    wordPress.person(2, "bob", "Bob");
    wordPress.person(3, "cyd", " ");
    wordPress.person(4, "never", "Never Here");
    wordPress.guest(7, "Guest <b>Gus</b>", "gus@example.org");
    wordPress.guest(8, "Deleted", "deleted@example.org");
    wordPress.execute("UPDATE wp_bm_guests SET deleted_at = '2025-01-01 00:00:00' WHERE id = 8");
  }

  private static void conversationsOfTwo() {
    wordPress.thread(10, "thread", "", 1, 2);
    wordPress.message(101, 10, 2, 17_000_000_001_234L, "<p>Hello</p><p>Ann &amp; all</p>");
    wordPress.message(102, 10, 1, 1_700_000_017_000L, "Hi 🦭");
    wordPress.message(103, 10, 2, 17_000_000_200_000L, "How<br>are you?");
    wordPress.unread(10, 1, 1);
    // Bob has put it away.
    wordPress.unread(10, 2, 1);
    wordPress.execute(
        "UPDATE wp_bm_message_recipients SET is_deleted = 1, is_muted = 1, is_pinned = 1"
            + " WHERE thread_id = 10 AND user_id = 2");
    // The same two again, with nothing in it; then with somebody who is gone, and without anybody.
    wordPress.thread(13, "thread", "", 1, 2);
    wordPress.thread(15, "thread", "", 1, GONE);
    wordPress.message(151, 15, GONE, 1_700_000_000L, "from nobody");
    wordPress.thread(16, "thread", "", 98, GONE);
    wordPress.message(161, 16, 98, 1_700_000_000L, "between nobodies");
  }

  private static void groups() {
    wordPress.thread(11, "group", "Trip &amp; Tour", 1, 2, 3, GONE);
    wordPress.message(111, 11, GONE, 1_700_000_100L, "Nobody wrote this");
    wordPress.message(112, 11, 3, 1_700_000_101L, "Cyd did");
    // Two and a subject; and one in which somebody wrote who has left since.
    wordPress.thread(14, "thread", "Subject", 1, 2);
    wordPress.thread(17, "thread", "", 1, 2);
    wordPress.message(171, 17, 3, 1_700_000_200L, "Cyd was here");
    wordPress.message(172, 17, 2, 1_700_000_300L, "Cyd is not any more");
  }

  private static void room() {
    wordPress.thread(12, "chat-room", "Garden", 1, 2, 3, -7, -8);
    wordPress.message(121, 12, -7, 0, "from the gate");
    wordPress.message(122, 12, 2, 1_710_000_000_000L, "welcome");
    wordPress.message(123, 12, 3, 1_710_000_001_000L, "spam");
    wordPress.message(124, 12, -8, 1_710_000_002_000L, "by a guest who is gone");
    wordPress.unread(12, 1, 2);
    wordPress.execute(
        "INSERT INTO wp_bm_thread_meta (bm_thread_id, meta_key, meta_value)"
            + " VALUES (12, 'moderators', 'a:2:{i:0;s:2:\"77\";i:1;i:2;}')");
    wordPress.moderation(12, 3, "ban", null);
    wordPress.moderation(12, 1, "ban", "2025-12-31 00:00:00");
    wordPress.moderation(12, 4, "ban", "2026-02-01 00:00:00");
    wordPress.moderation(12, 2, "mute", null);
  }

  private static void messagesOfEveryKind() {
    wordPress.thread(20, "group", "Kinds", 1, 2);
    wordPress.message(201, 20, 1, 1_720_000_000L, "waits");
    wordPress.execute("UPDATE wp_bm_message_messages SET is_pending = 1 WHERE id = 201");
    wordPress.message(202, 20, 0, 1_720_000_001L, "somebody came");
    wordPress.message(203, 20, 1, 1_720_000_002L, "<!-- nothing to see -->");
    wordPress.message(204, 20, 1, 1_720_000_003L, "");
    wordPress.meta(
        204,
        "attachments",
        "a:2:{i:5;s:40:\"https://w.example/up/2024/holiday%20one.jpg\";i:6;s:9:\"/up/b.pdf\";}");
    wordPress.message(205, 20, 2, 1_720_000_004L, "listen");
    wordPress.meta(205, "bpbm_voice_messages", "1");
    wordPress.message(206, 20, 2, 1_720_000_005L, "x".repeat(20_000));
    wordPress.message(207, 20, 1, 1_720_000_005L, "the same second");
    wordPress.message(209, 20, 1, 1_720_000_009L, "later, by its time");
    wordPress.message(210, 20, 1, 1_720_000_008L, "earlier, by its time");
    wordPress.meta(209, "edit_history", "x");
    wordPress.meta(209, "starred_by_user", "1");
    wordPress.meta(209, "pinned_by", "1");
    wordPress.meta(209, "user_reports", "x");
    wordPress.execute(
        "INSERT INTO wp_bm_mentions (thread_id, message_id, user_id, type) VALUES"
            + " (20, 209, 2, 'mention'), (20, 209, 2, 'reply'), (20, 209, 2, 'reaction'),"
            + " (20, 210, 2, 'reaction')");
  }

  static Sealing sealing(Runnable atEach) {
    return new Sealing() {
      private int minted;

      @Override
      public String fingerprint() {
        return KEY_FILE;
      }

      @Override
      public WrappedKey mint(ConversationId conversation) {
        atEach.run();
        minted++;
        return Chat.key(minted);
      }
    };
  }

  private static Imported run(DatabaseUnderTest into) {
    return SiteImport.run(
        wordPress.config(BadRows.STOP),
        into.config(),
        sealing(() -> {}),
        new Random(System.nanoTime()),
        NOW);
  }

  private User enter(TestOrigin origin, long wordPressId, String name) {
    tokens++;
    return ((AccountReady)
            origin.ask(
                new EnterSso(
                    "wp-" + wordPressId,
                    name,
                    "token-" + tokens,
                    origin.clock.now().plusSeconds(60))))
        .user();
  }

  private static Optional<SyncedConversation> found(Chat chat, User user, String title) {
    return chat.sync(user).conversations().stream()
        .filter(one -> title.equals(one.conversation().title()))
        .findFirst();
  }

  private static SyncedConversation titled(Chat chat, User user, String title) {
    return found(chat, user, title).orElseThrow();
  }

  private static SyncedConversation direct(Chat chat, User user, UserId other) {
    return chat.sync(user).conversations().stream()
        .filter(one -> one.conversation().kind() == ConversationKind.DIRECT)
        .filter(one -> ids(one).contains(other))
        .findFirst()
        .orElseThrow();
  }

  private static List<UserId> ids(SyncedConversation one) {
    return one.conversation().members().stream().map(Member::id).toList();
  }

  private static List<String> texts(List<Event> events) {
    return events.stream()
        .filter(Event.Sent.class::isInstance)
        .map(event -> ((Event.Sent) event).body())
        .toList();
  }

  private static long read(SyncedConversation one, User user) {
    return one.pointers().stream()
        .filter(pointer -> pointer.user().equals(user.id()))
        .findFirst()
        .orElseThrow()
        .read()
        .value();
  }

  @Test
  void everybodyFindsOnH2WhatWasHers() {
    try (H2UnderTest site = new H2UnderTest()) {
      everybodyFinds(site);
    }
  }

  @Test
  void everybodyFindsOnMariaDbWhatWasHers() {
    try (MariaDbUnderTest site = new MariaDbUnderTest(MariaDbServer.shared())) {
      everybodyFinds(site);
    }
  }

  private void everybodyFinds(DatabaseUnderTest site) {
    List<String> before = wordPress.dump();
    Imported imported = run(site);
    assertThat(wordPress.dump()).isEqualTo(before);
    verifyReport(imported);
    verifyRows(site);
    try (TestOrigin origin = TestOrigin.start(site.config())) {
      assertThat(origin.ask(new ClaimKeyFile(KEY_FILE))).isEqualTo(KeyFileClaim.ACCEPTED);
      long users = site.count("SELECT COUNT(*) FROM bm_users");
      User ann = enter(origin, 1, "Ann “🦭” O'Hara");
      User bob = enter(origin, 2, "Robert");
      User cyd = enter(origin, 3, "cyd");
      assertThat(site.count("SELECT COUNT(*) FROM bm_users")).isEqualTo(users);
      Chat chat = new Chat(origin);
      verifySearch(origin, ann);
      verifyTwo(origin, chat, ann, bob);
      verifyNobody(site, chat, ann);
      verifyGroups(chat, ann, bob, cyd);
      verifyLeaver(origin, chat, ann, cyd);
      verifyRoom(origin, chat, ann, bob, cyd);
      verifyKinds(chat, bob);
      verifyExport(origin, ann);
      verifyErasure(origin, site, chat, ann, bob);
      verifyRetention(origin, site, chat, ann);
    }
  }

  private static void verifyReport(Imported imported) {
    assertThat(imported.taken())
        .isEqualTo(
            "4 people; 1 guests; 3 who are gone, without a name; 2 conversations of two; 5 groups;"
                + " 1 rooms; 18 messages; 2 bans");
    assertThat(imported.changed())
        .isEqualTo(
            "2 files, named in words; 1 voice messages, named in words; 1 messages cut at 16 KiB;"
                + " 1 further conversations of the same two, as groups; 2 members who wrote and had"
                + " left, shown as having left at the end; 1 bans that would have ended, which stay"
                + " until they are lifted; 1 edited messages, with their last text alone");
    assertThat(imported.leftOut())
        .isEqualTo(
            "1 messages that waited for approval; 1 messages without a text; 1 notices of the"
                + " plug-in itself; 1 conversations in which nobody is left; 1 mentions; 1 marks of"
                + " replies; 2 reactions; 1 stars; 1 pinned messages; 1 pinned conversations;"
                + " 1 muted conversations; 1 reports; 1 other rules of moderation");
    assertThat(imported.bad()).isEmpty();
    assertThat(imported.toString()).doesNotContain("Ann").doesNotContain("example.org");
  }

  /// What holds for the rows of every site.
  private static void verifyRows(DatabaseUnderTest site) {
    for (String wrong :
        List.of(
            "bm_conversations c WHERE c.head <> (SELECT COUNT(*) FROM bm_events e"
                + " WHERE e.conversation_id = c.id) OR c.head <> (SELECT MAX(e.seq) FROM bm_events e"
                + " WHERE e.conversation_id = c.id)",
            "bm_conversations c WHERE c.member_count <> (SELECT COUNT(*) FROM bm_participants p"
                + " WHERE p.conversation_id = c.id AND p.until_epoch = 0)",
            "bm_conversations c WHERE c.epoch <> (SELECT COUNT(*) FROM bm_keys k"
                + " WHERE k.conversation_id = c.id)",
            "bm_conversations c WHERE c.head_at <> (SELECT MAX(e.committed_at) FROM bm_events e"
                + " WHERE e.conversation_id = c.id)",
            "bm_events e JOIN bm_events n ON n.conversation_id = e.conversation_id"
                + " AND n.seq = e.seq + 1 WHERE n.committed_at < e.committed_at",
            "bm_events e WHERE e.actor_id NOT IN (SELECT id FROM bm_users)",
            "bm_participants p WHERE p.user_id NOT IN (SELECT id FROM bm_users)",
            "bm_participants p JOIN bm_conversations c ON c.id = p.conversation_id"
                + " WHERE p.read_seq > c.head OR p.delivered_seq < p.read_seq",
            "bm_conversations c WHERE c.owner_id NOT IN (SELECT p.user_id FROM bm_participants p"
                + " WHERE p.conversation_id = c.id AND p.until_epoch = 0)",
            "bm_messages m WHERE m.body IS NULL OR m.sent_seq < 2",
            "bm_users u WHERE u.kind = 4 AND (u.name <> '' OR u.email IS NOT NULL)",
            "bm_users u WHERE u.kind = 3 AND u.email IS NOT NULL",
            "bm_outbox",
            "bm_sessions")) {
      assertThat(site.count("SELECT COUNT(*) FROM " + wrong)).as(wrong).isZero();
    }
    assertThat(site.dump()).noneMatch(value -> value.contains("deleted@example.org"));
  }

  private static void verifySearch(TestOrigin origin, User ann) {
    assertThat(origin.ask(new SearchUsers("aNN", 10)).users())
        .extracting(User::id)
        .containsExactly(ann.id());
    assertThat(origin.ask(new SearchUsers("Guest g", 10)).users())
        .extracting(User::name)
        .containsExactly("Guest Gus");
    assertThat(origin.ask(new SearchUsers("Deleted", 10)).users()).isEmpty();
  }

  private static void verifyTwo(TestOrigin origin, Chat chat, User ann, User bob) {
    SyncedConversation direct = direct(chat, ann, bob.id());
    assertThat(texts(direct.events()))
        .containsExactly("Hello\nAnn & all", "Hi 🦭", "How\nare you?");
    assertThat(direct.events())
        .extracting(Event::at)
        .containsExactly(
            Instant.ofEpochMilli(1_700_000_000_123L),
            Instant.ofEpochMilli(1_700_000_000_123L),
            Instant.ofEpochMilli(1_700_000_017_000L),
            Instant.ofEpochMilli(1_700_000_020_000L));
    assertThat(((Event.Sent) direct.events().get(1)).actor()).isEqualTo(bob.id());
    assertThat(direct.conversation().owner()).isEqualTo(bob.id());
    assertThat(read(direct, ann)).isEqualTo(3);
    assertThat(read(direct, bob)).isEqualTo(4);
    chat.send(ann, direct.conversation(), "and it goes on");
    assertThat(texts(chat.page(bob, direct.conversation(), 2L, null, 10).events()))
        .containsExactly("Hi 🦭", "How\nare you?", "and it goes on");
    // There is one for each two.
    assertThat(
            origin.ask(
                Chat.create(ConversationKind.DIRECT, ann, null, Set.of(bob.id()), Chat.clientId())))
        .extracting("conversation.id")
        .isEqualTo(direct.conversation().id());
    assertThat(titled(chat, ann, "#13").events()).hasSize(1);
  }

  private static void verifyNobody(DatabaseUnderTest site, Chat chat, User ann) {
    SyncedConversation two =
        chat.sync(ann).conversations().stream()
            .filter(one -> texts(one.events()).contains("from nobody"))
            .findFirst()
            .orElseThrow();
    assertThat(two.conversation().members()).extracting(Member::name).contains("").hasSize(2);
    assertThat(chat.change(ann, two.conversation(), new Change.Send("are you there?", null)))
        .isInstanceOf(Forbidden.class);
    assertThat(site.dump()).noneMatch(value -> value.contains("between nobodies"));
  }

  private static void verifyGroups(Chat chat, User ann, User bob, User cyd) {
    SyncedConversation trip = titled(chat, ann, "Trip & Tour");
    assertThat(trip.conversation().kind()).isEqualTo(ConversationKind.GROUP);
    assertThat(ids(trip)).containsExactlyInAnyOrder(ann.id(), bob.id(), cyd.id());
    assertThat(trip.conversation().owner()).isEqualTo(cyd.id());
    assertThat(texts(trip.events())).containsExactly("Nobody wrote this", "Cyd did");
    assertThat(titled(chat, bob, "Subject").conversation().kind())
        .isEqualTo(ConversationKind.GROUP);
  }

  private static void verifyLeaver(TestOrigin origin, Chat chat, User ann, User cyd) {
    SyncedConversation left = titled(chat, ann, "#17");
    assertThat(ids(left)).hasSize(2).doesNotContain(cyd.id());
    assertThat(found(chat, cyd, "#17")).isEmpty();
    assertThat(texts(left.events())).containsExactly("Cyd was here", "Cyd is not any more");
    Event.MemberRemoved last = (Event.MemberRemoved) left.events().getLast();
    assertThat(last.member()).isEqualTo(cyd.id());
    assertThat(last.reason()).isEqualTo(RemovalReason.LEFT);
    Names names =
        (Names) origin.ask(new ListNames(ann.id(), left.conversation().id(), List.of(cyd.id())));
    assertThat(names.names()).extracting("name").containsExactly("cyd");
    assertThat(left.conversation().epoch()).isEqualTo(new Epoch(2));
    Keys keys =
        (Keys)
            origin.ask(
                new KeysForMember(
                    ann.id(), left.conversation().id(), Set.of(new Epoch(1), new Epoch(2))));
    assertThat(keys.keys()).hasSize(2);
  }

  private static void verifyRoom(TestOrigin origin, Chat chat, User ann, User bob, User cyd) {
    SyncedConversation garden = titled(chat, ann, "Garden");
    assertThat(garden.conversation().kind()).isEqualTo(ConversationKind.ROOM);
    assertThat(garden.conversation().owner()).isEqualTo(bob.id());
    assertThat(garden.conversation().memberCount()).isEqualTo(3);
    assertThat(texts(garden.events()))
        .containsExactly("from the gate", "welcome", "spam", "by a guest who is gone");
    assertThat(garden.events().getFirst().at()).isEqualTo(Instant.parse("2024-01-01T00:00:00Z"));
    assertThat(((Event.MemberRemoved) garden.events().getLast()).reason())
        .isEqualTo(RemovalReason.BANNED);
    assertThat(origin.ask(new SearchRooms(ann.id(), "gard", 5)).rooms()).hasSize(1);
    assertThat(found(chat, cyd, "Garden")).isEmpty();
    assertThat(chat.join(cyd, garden.conversation())).isInstanceOf(Forbidden.class);
    assertThat(chat.send(ann, garden.conversation(), "hello all")).isInstanceOf(Appended.class);
  }

  private static void verifyKinds(Chat chat, User bob) {
    SyncedConversation kinds = titled(chat, bob, "Kinds");
    List<String> texts = texts(kinds.events());
    assertThat(texts)
        .hasSize(6)
        .startsWith("[holiday one.jpg]\n[b.pdf]", "listen\n[voice message]")
        .endsWith("the same second", "earlier, by its time", "later, by its time");
    assertThat(texts.get(2)).startsWith("xxx").endsWith("x…");
    assertThat(texts.get(2).getBytes(StandardCharsets.UTF_8)).hasSize(16 * 1024);
  }

  private static void verifyExport(TestOrigin origin, User ann) {
    List<Entry> all = new ArrayList<>();
    String after = null;
    do {
      PersonPage page =
          origin.ask(new ReadPerson(ann.id(), Section.EVENTS, origin.clock.now(), after, 100));
      all.addAll(page.entries());
      after = page.next();
    } while (after != null);
    assertThat(all.toString()).contains("Hi 🦭").contains("Cyd was here").contains("welcome");
    PersonPage profile =
        origin.ask(new ReadPerson(ann.id(), Section.PROFILE, origin.clock.now(), null, 10));
    assertThat(profile.entries().toString()).contains("2020-01-02T03:04:05Z").contains("wp-1");
  }

  /// What the steps of an erasure find of Bob, and leave.
  private static void verifyErasure(
      TestOrigin origin, DatabaseUnderTest site, Chat chat, User ann, User bob) {
    for (SyncedConversation each : chat.sync(bob).conversations()) {
      Change left = new Change.ErasePerson(ErasedMessages.DELETED, Chat.key(77));
      assertThat(chat.change(bob, each.conversation(), left)).isInstanceOf(Appended.class);
    }
    assertThat(ids(titled(chat, ann, "Trip & Tour"))).doesNotContain(bob.id()).hasSize(2);
    String after = null;
    do {
      Walking page =
          origin.ask(
              new WalkTrace(bob.id(), Trace.MESSAGES, Act.ERASE, ErasedMessages.DELETED, after, 3));
      after = ((Walked) page).next();
    } while (after != null);
    assertThat(site.dump())
        .noneMatch(value -> value.contains("welcome") || value.contains("How\nare you?"))
        .anyMatch(value -> value.contains("Hi 🦭"));
  }

  /// What came before this year grows too old, and the guest who cannot come back.
  private static void verifyRetention(
      TestOrigin origin, DatabaseUnderTest site, Chat chat, User ann) {
    Duration age = Duration.between(Instant.parse("2025-01-01T00:00:00Z"), origin.clock.now());
    String after = null;
    do {
      after =
          origin
              .ask(
                  new WalkEvents(
                      new Ages(age, age, age, age, age), origin.clock.now(), Act.ERASE, after, 100))
              .next();
    } while (after != null);
    assertThat(texts(titled(chat, ann, "Garden").events())).containsExactly("hello all");
    Instant year = Instant.parse("2024-06-01T00:00:00Z");
    assertThat(origin.ask(new WalkGuests(year, Act.COUNT, null, 100)).found().guests())
        .isEqualTo(1);
    origin.ask(new WalkGuests(year, Act.ERASE, null, 100));
    assertThat(site.count("SELECT COUNT(*) FROM bm_users WHERE kind = 2")).isZero();
  }

  /// Pages of threads, batches of rows, a long conversation, and messages as long as may be.
  @Test
  void takesManyConversationsAndALongOne() {
    WordPressSource many = new WordPressSource(MariaDbServer.shared());
    many.person(1, "ann", "Ann");
    many.person(2, "bob", "Bob");
    many.execute(
        "INSERT INTO wp_bm_threads (id, subject, type) SELECT seq, CONCAT('T', seq), 'group'"
            + " FROM seq_1_to_250");
    many.execute(
        "INSERT INTO wp_bm_message_recipients (thread_id, user_id) SELECT t.id, u.ID"
            + " FROM wp_bm_threads t JOIN wp_users u");
    many.execute(
        "INSERT INTO wp_bm_message_messages (thread_id, sender_id, created_at, message)"
            + " SELECT 250, 1 + seq % 2, 1700000000 + seq DIV 7, CONCAT('<p>', seq, '</p>')"
            + " FROM seq_1_to_20000");
    many.execute(
        "INSERT INTO wp_bm_message_messages (thread_id, sender_id, created_at, message)"
            + " SELECT 249, 1, 1700000000 + seq, REPEAT('ä', 8192) FROM seq_1_to_1000");
    try (H2UnderTest h2 = new H2UnderTest();
        MariaDbUnderTest mariaDb = new MariaDbUnderTest(MariaDbServer.shared())) {
      takesAll(many, h2);
      takesAll(many, mariaDb);
    }
  }

  private void takesAll(WordPressSource many, DatabaseUnderTest site) {
    Imported imported =
        SiteImport.run(
            many.config(BadRows.STOP), site.config(), sealing(() -> {}), new Random(3), NOW);
    assertThat(imported.taken()).isEqualTo("2 people; 250 groups; 21000 messages");
    try (TestOrigin origin = TestOrigin.start(site.config())) {
      Chat chat = new Chat(origin);
      User ann = enter(origin, 1, "Ann");
      SyncedConversation last = titled(chat, ann, "T250");
      assertThat(last.conversation().head().value()).isEqualTo(20_001);
      assertThat(texts(chat.page(ann, last.conversation(), 5000L, null, 100).events()))
          .isEqualTo(IntStream.range(5000, 5100).mapToObj(Integer::toString).toList());
    }
  }

  /// Ids say nothing of what they were.
  @Test
  void idsAreOthersEachTime() {
    try (H2UnderTest one = new H2UnderTest();
        H2UnderTest other = new H2UnderTest()) {
      run(one);
      run(other);
      List<String> ids = ids(one);
      assertThat(ids).doesNotContainAnyElementsOf(ids(other)).hasSizeGreaterThan(7);
    }
  }

  private static List<String> ids(DatabaseUnderTest site) {
    return site.cells().stream()
        .filter(cell -> cell.table().equals("bm_users") && cell.column().equals("id"))
        .map(cell -> cell.value().substring(cell.value().lastIndexOf(' ') + 1))
        .peek(hex -> assertThat(hex).hasSize(new UUID(0, 0).toString().length() - 4))
        .toList();
  }
}
