package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.BodyCommand.BringInLine;
import org.sealmesh.origin.persistence.BodyCommand.BroughtInLine;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.ErasureCommand.WalkTrace;
import org.sealmesh.origin.persistence.ErasureCommand.Walked;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.ClientIdReused;
import org.sealmesh.origin.persistence.OutboxCommand.TakeOver;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.origin.persistence.RetentionCommand.SetHold;
import org.sealmesh.origin.persistence.RetentionCommand.WalkEvents;
import org.sealmesh.origin.persistence.SiteCommand.ClaimKeyFile;
import org.sealmesh.origin.privacy.LegalHold;
import org.sealmesh.origin.privacy.LegalHold.SubjectId;
import org.sealmesh.origin.privacy.Retention.Ages;
import org.sealmesh.origin.privacy.Section;
import org.sealmesh.origin.privacy.Trace;
import org.sealmesh.persistence.copy.SiteCopy;

/// Messages that the database cannot read: what is said comes back to whoever may have it, and
/// stands nowhere in any table; and without its key nothing of it comes back, also from a copy.
abstract class ContentSuite extends Suite {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final String CANARY = "canary of a body";

  private final Path keys = folder();
  private boolean isEncrypted = true;

  private static Path folder() {
    try {
      return Files.createTempDirectory("sealmesh-content-");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  PersistenceConfig config() {
    return Configs.with(
        database.config(),
        new PersistenceConfig.Content(isEncrypted, keys.resolve("keys"), MONTH, 1000));
  }

  /// At the same time, with the same keys; what is in memory is gone.
  private void restart(boolean encrypted) {
    isEncrypted = encrypted;
    Instant now = origin.clock.now();
    origin.close();
    resume(now);
  }

  private void resume(Instant now) {
    origin = TestOrigin.start(config());
    origin.clock.advance(Duration.between(origin.clock.now(), now));
    chat = new Chat(origin);
  }

  @BeforeEach
  void empty() {
    for (String table :
        List.of(
            "bm_conversations",
            "bm_events",
            "bm_messages",
            "bm_participants",
            "bm_outbox",
            "bm_client_ids",
            "bm_holds")) {
      database.execute("DELETE FROM " + table);
    }
    if (!isEncrypted) {
      restart(true);
    }
  }

  @AfterEach
  void destroyKeys() throws IOException {
    try (Stream<Path> shards = Files.list(keys.resolve("keys"))) {
      for (Path shard : shards.filter(Files::isDirectory).toList()) {
        H2UnderTest.delete(shard);
      }
    }
  }

  @AfterAll
  void leaveNothing() {
    H2UnderTest.delete(keys);
  }

  private List<Path> keyFiles() {
    try (Stream<Path> all = Files.walk(keys)) {
      return all.filter(file -> file.toString().endsWith(".key")).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private boolean isInTheDatabase(String text) {
    return database.dump().stream().anyMatch(line -> line.contains(text));
  }

  private List<String> bodies(User user, Conversation in) {
    return bodies(chat, user, in);
  }

  private static List<String> bodies(Chat chat, User user, Conversation in) {
    return chat.page(user, in, null, null, 200).events().stream()
        .map(event ->
            switch (event) {
              case Event.Sent sent -> sent.body();
              case Event.Edited edited -> edited.body();
              case Event.Tombstone gone -> "gone";
              default -> "-";
            })
        .toList();
  }

  @Test
  void whatIsSaidIsReadByThoseWhoMayAndStandsInNoTable() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    MessageId message = chat.sent(ann, direct, CANARY);
    chat.change(ann, direct, new Change.Edit(message, CANARY + " edited"));
    // In one batch: its row must be there to be edited.
    chat.sent(ann, direct, "x".repeat(16_384));
    assertThat(isInTheDatabase("canary")).isFalse();
    assertThat(isInTheDatabase("xxxx")).isFalse();
    assertThat(bodies(ann, direct))
        .containsExactly("-", CANARY + " edited", CANARY + " edited", "x".repeat(16_384));
    assertThat(chat.sync(ann).conversations().getFirst().events().toString()).contains(CANARY);
    restart(true);
    assertThat(bodies(ann, direct)).contains(CANARY + " edited");
    assertThat(
            origin
                .ask(new ReadPerson(ann.id(), Section.EVENTS, origin.clock.now(), null, 100))
                .toString())
        .contains(CANARY);
    assertThat(origin.ask(new TakeOver(Duration.ofMinutes(1), 100)).toString()).isNotEmpty();
    assertThat(keyFiles()).hasSize(1);
  }

  @Test
  void aRequestIsKnownWhenItComesAgain() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    ClientId clientId = Chat.clientId();
    Append send = Chat.append(ann, direct, clientId, new Change.Send(CANARY, null));
    Object first = origin.ask(send);
    assertThat(origin.ask(send)).isEqualTo(first);
    restart(true);
    assertThat(origin.ask(send)).isEqualTo(first);
    restart(false);
    assertThat(origin.ask(send)).isEqualTo(first);
    Append other = Chat.append(ann, direct, clientId, new Change.Send("something else", null));
    assertThat(origin.ask(other)).isInstanceOf(ClientIdReused.class);
    assertThat(
            database.count(
                "SELECT COUNT(*) FROM bm_client_ids WHERE request_hash = X'"
                    + HexFormat.of().formatHex(send.requestHash())
                    + "'"))
        .isZero();
    assertThat(database.count("SELECT COUNT(*) FROM bm_client_ids WHERE hash_key = 2"))
        .isEqualTo(1);
  }

  @Test
  void whatWasStoredBeforeTheSettingIsBroughtInLine() {
    restart(false);
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    Conversation group = chat.group(ann);
    for (int i = 0; i < 3; i++) {
      chat.sent(ann, direct, CANARY + i);
    }
    MessageId edited = chat.sent(ann, group, "first");
    chat.change(ann, group, new Change.Edit(edited, CANARY));
    MessageId deleted = chat.sent(ann, group, "deleted");
    chat.change(ann, group, new Change.Delete(deleted));
    List<String> before = bodies(ann, direct);
    List<String> beforeInGroup = bodies(ann, group);
    assertThat(isInTheDatabase(CANARY)).isTrue();
    restart(true);
    assertThat(bodies(ann, direct)).isEqualTo(before);
    chat.sent(ann, direct, "sealed at once");
    assertThat(bringInLine()).isEqualTo(4);
    assertThat(isInTheDatabase("canary")).isFalse();
    assertThat(bodies(ann, direct)).startsWith(before.toArray(String[]::new));
    assertThat(bodies(ann, group)).isEqualTo(beforeInGroup);
    assertThat(bringInLine()).isZero();
    restart(false);
    assertThat(bringInLine()).isEqualTo(5);
    assertThat(isInTheDatabase(CANARY)).isTrue();
    assertThat(bodies(ann, group)).isEqualTo(beforeInGroup);
  }

  private int bringInLine() {
    int changed = 0;
    String after = null;
    do {
      BroughtInLine page = origin.ask(new BringInLine(after, 2));
      changed += page.changed();
      after = page.after();
    } while (after != null);
    return changed;
  }

  @Test
  void whatHasGrownTooOldIsGoneFromEveryCopyToo() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    chat.sent(ann, direct, "long ago");
    MessageId edited = chat.sent(ann, direct, "edited later");
    origin.clock.advance(MONTH);
    chat.sent(ann, direct, "not so long ago");
    chat.change(ann, direct, new Change.Edit(edited, "edited"));
    origin.clock.advance(MONTH);
    chat.sent(ann, direct, "now");
    assertThat(keyFiles()).hasSize(3);
    // A backup: every row as it is now.
    Path backup = keys.resolve("backup");
    Instant now = origin.clock.now();
    origin.ask(new ClaimKeyFile("of this site"));
    origin.close();
    SiteCopy.backUp(database.config(), backup);
    resume(now);
    age(Duration.ofDays(45));
    assertThat(keyFiles()).hasSize(2);
    age(Duration.ofDays(20));
    assertThat(keyFiles()).hasSize(1);
    assertThat(bodies(ann, direct)).containsExactly("now");
    assertThat(restored(backup, ann, direct))
        .containsExactly("-", "gone", "gone", "gone", "gone", "now");
    H2UnderTest.delete(backup);
  }

  /// What a reader finds in a restored backup, with the folder of the keys as it is by now.
  private List<String> restored(Path backup, User reader, Conversation in) {
    try (H2UnderTest other = new H2UnderTest()) {
      SiteCopy.restore(backup, other.config(), new Timeline(UUID.randomUUID()));
      PersistenceConfig config = Configs.with(other.config(), config().content());
      try (TestOrigin restored = TestOrigin.start(config)) {
        return bodies(new Chat(restored), reader, in);
      }
    }
  }

  private void age(Duration age) {
    Ages ages = new Ages(age, age, age, age, age);
    String after = null;
    do {
      after = origin.ask(new WalkEvents(ages, origin.clock.now(), Act.ERASE, after, 100)).next();
    } while (after != null);
  }

  @Test
  void nothingIsDestroyedThatIsHeld() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    chat.sent(ann, direct, "held");
    origin.clock.advance(MONTH);
    chat.sent(ann, direct, "now");
    origin.ask(
        new SetHold(LegalHold.Kind.CONVERSATION, new SubjectId(direct.id().value()), ann.id()));
    age(Duration.ofDays(1));
    assertThat(keyFiles()).hasSize(2);
    assertThat(bodies(ann, direct)).containsExactly("-", "held", "now");
  }

  /// As if another process had not heard of the newer key.
  @Test
  void aKeyStaysThatSomethingIsStillSealedWith() {
    User ann = chat.user("Ann");
    Conversation direct = chat.direct(ann, chat.user("Bob"));
    chat.sent(ann, direct, "long ago");
    origin.clock.advance(MONTH);
    MessageId young = chat.sent(ann, direct, "now");
    database.execute("UPDATE bm_messages SET body_key = 2 WHERE sent_seq = 3");
    age(Duration.ofDays(1));
    assertThat(database.count("SELECT COUNT(*) FROM bm_messages")).isEqualTo(1);
    assertThat(keyFiles()).hasSize(2);
    chat.change(ann, direct, new Change.Edit(young, "sealed anew"));
    origin.clock.advance(Duration.ofDays(2));
    chat.sent(ann, direct, "later");
    age(Duration.ofDays(1));
    assertThat(keyFiles()).hasSize(1);
    assertThat(bodies(ann, direct)).containsExactly("later");
  }

  @Test
  void theKeysOfAConversationThatIsNobodysAreDestroyed() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    Conversation direct = chat.direct(ann, bob);
    Conversation other = chat.group(chat.user("Eve"), bob);
    chat.sent(ann, direct, "nobody's soon");
    chat.sent(bob, other, "somebody's");
    assertThat(keyFiles()).hasSize(2);
    database.execute("UPDATE bm_users SET kind = 4 WHERE name IN ('Ann', 'Bob')");
    String after = null;
    do {
      Walked page =
          (Walked)
              origin.ask(
                  new WalkTrace(
                      ann.id(), Trace.MESSAGES, Act.ERASE, ErasedMessages.DELETED, after, 100));
      after = page.next();
    } while (after != null);
    assertThat(keyFiles()).hasSize(1);
    assertThat(database.count("SELECT COUNT(*) FROM bm_conversations")).isEqualTo(1);
  }

  @Test
  void doesNotStartWithoutTheFolder() throws IOException {
    Instant now = origin.clock.now();
    origin.close();
    Files.move(keys.resolve("keys"), keys.resolve("away"));
    assertThatThrownBy(() -> TestOrigin.start(config()))
        .isInstanceOf(StartFailure.class)
        .message()
        .contains("has no content keys")
        .hasLineCount(1);
    Files.move(keys.resolve("away"), keys.resolve("keys"));
    resume(now);
  }
}
