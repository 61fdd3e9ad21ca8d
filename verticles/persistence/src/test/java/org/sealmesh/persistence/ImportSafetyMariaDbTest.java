package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.origin.persistence.SiteCommand.ClaimKeyFile;
import org.sealmesh.origin.persistence.SiteCommand.KeyFileClaim;
import org.sealmesh.persistence.WordPressSource.BadRows;
import org.sealmesh.persistence.bettermessages.BetterMessagesConfig;
import org.sealmesh.persistence.bettermessages.SiteImport;
import org.sealmesh.persistence.bettermessages.SiteImport.Imported;

/// All of it or nothing: what breaks off, what cannot be read, and what is not as it was.
@Tag("mariadb")
final class ImportSafetyMariaDbTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String KEY_FILE = "fingerprint-of-the-key-file";

  private WordPressSource wordPress;

  @BeforeEach
  void fill() {
    wordPress = new WordPressSource(MariaDbServer.shared());
    wordPress.person(1, "ann", "Ann");
    wordPress.person(2, "bob", "Bob");
    for (int thread = 10; thread < 13; thread++) {
      wordPress.thread(thread, "group", "Group " + thread, 1, 2);
      wordPress.message(thread * 10, thread, 1, 1_700_000_000L + thread, "from Ann");
      wordPress.message(thread * 10 + 1, thread, 2, 1_700_000_001L + thread, "from Bob");
    }
  }

  private Imported run(DatabaseUnderTest into, BadRows bad, Runnable atEachConversation) {
    return SiteImport.run(
        wordPress.config(bad),
        into.config(),
        BetterMessagesMariaDbTest.sealing(atEachConversation),
        new Random(5),
        NOW);
  }

  private Imported run(DatabaseUnderTest into) {
    return run(into, BadRows.STOP, () -> {});
  }

  @Test
  void isNobodysIfItBreaksOffOnH2() {
    try (H2UnderTest site = new H2UnderTest()) {
      assertNobodys(site, () -> run(site, BadRows.STOP, wordPress::cutOff));
    }
  }

  @Test
  void isNobodysIfItBreaksOffOnMariaDb() {
    try (MariaDbUnderTest site = new MariaDbUnderTest(MariaDbServer.shared())) {
      assertNobodys(site, () -> run(site, BadRows.STOP, wordPress::cutOff));
    }
  }

  @Test
  void isNobodysIfTheDatabaseIsFull() {
    try (MariaDbUnderTest site = new MariaDbUnderTest(MariaDbServer.shared())) {
      TestOrigin.start(site.config()).close();
      site.execute("DELETE FROM bm_site");
      site.execute(
          "CREATE TRIGGER full BEFORE INSERT ON bm_messages FOR EACH ROW"
              + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'disk full'");
      assertNobodys(site, () -> run(site));
    }
  }

  /// A bug in the middle of it does the same.
  @Test
  void isNobodysIfSomethingElseFails() {
    try (H2UnderTest site = new H2UnderTest()) {
      Runnable bug =
          () -> {
            throw new IllegalStateException("a bug");
          };
      assertThatThrownBy(() -> run(site, BadRows.STOP, bug)).hasMessage("a bug");
      assertRefused(site);
    }
  }

  private void assertNobodys(DatabaseUnderTest site, Runnable half) {
    assertThatThrownBy(half::run)
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("the import failed")
        .hasMessageContaining("empty the database");
    assertRefused(site);
  }

  private void assertRefused(DatabaseUnderTest site) {
    try (TestOrigin origin = TestOrigin.start(site.config())) {
      assertThat(origin.ask(new ClaimKeyFile(KEY_FILE))).isEqualTo(KeyFileClaim.UNFINISHED);
    }
    assertThatThrownBy(() -> run(site))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("an import that was not finished");
  }

  @Test
  void fillsNothingThatIsInUse() {
    try (H2UnderTest site = new H2UnderTest()) {
      TestOrigin.start(site.config()).close();
      List<String> before = site.dump();
      assertThatThrownBy(() -> run(site))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("is not empty: bm_site has rows");
      assertThat(site.dump()).isEqualTo(before);
    }
  }

  @Test
  void everyTableHasToBeEmpty() {
    try (H2UnderTest site = new H2UnderTest()) {
      TestOrigin.start(site.config()).close();
      site.execute("DELETE FROM bm_site");
      site.execute(
          "INSERT INTO bm_audit (done_at, id, act, actor_id) VALUES (1, X'%1$s', 1, X'%1$s')"
              .formatted("00".repeat(16)));
      assertThatThrownBy(() -> run(site)).hasMessageContaining("bm_audit has rows");
      site.execute("DELETE FROM bm_audit");
      run(site);
      assertThatThrownBy(() -> run(site)).hasMessageContaining("is not empty");
    }
  }

  @Test
  void findsWhatIsNotAsItWas() {
    for (String wrong :
        List.of(
            "bm_messages FOR EACH ROW SET NEW.body = CONCAT(NEW.body, '')",
            "bm_messages FOR EACH ROW SET NEW.body = REPLACE(NEW.body, 'Bob', 'Rob')",
            "bm_messages FOR EACH ROW SET NEW.sender_id = NEW.id",
            "bm_events FOR EACH ROW SET NEW.committed_at = NEW.committed_at + 1",
            "bm_events FOR EACH ROW SET NEW.actor_id = NEW.conversation_id",
            "bm_events FOR EACH ROW SET NEW.type = IF(NEW.seq = 3, 7, NEW.type)")) {
      try (MariaDbUnderTest site = new MariaDbUnderTest(MariaDbServer.shared())) {
        TestOrigin.start(site.config()).close();
        site.execute("DELETE FROM bm_site");
        site.execute("CREATE TRIGGER wrong BEFORE INSERT ON " + wrong);
        if (wrong.contains("''")) {
          run(site);
        } else {
          assertThatThrownBy(() -> run(site))
              .as(wrong)
              .isInstanceOf(StartFailure.class)
              .hasMessageStartingWith("conversation 10 is not the same on both sides");
          assertRefused(site);
        }
      }
    }
  }

  /// What is written meanwhile is not in it, and no difference either.
  @Test
  void isOfOneMoment() {
    try (H2UnderTest site = new H2UnderTest()) {
      int[] next = {1000};
      Imported imported =
          run(
              site,
              BadRows.STOP,
              () -> {
                next[0]++;
                wordPress.message(next[0], 12, 1, 1_700_000_500L, "too late");
                wordPress.execute("UPDATE wp_bm_message_messages SET message = 'changed'");
              });
      assertThat(imported.taken()).isEqualTo("2 people; 3 groups; 6 messages");
      assertThat(site.dump())
          .noneMatch(value -> value.contains("too late") || value.contains("changed"));
    }
  }

  private void spoil() {
    wordPress.message(501, 77, 1, 1_700_000_000L, "secret of no thread");
    wordPress.execute(
        "INSERT INTO wp_bm_message_messages (id, thread_id, sender_id, message)"
            + " VALUES (502, NULL, 1, 'secret of null')");
    wordPress.message(503, 10, 1, 123, "secret time");
    wordPress.message(504, 10, 1, 9_999_999_999L, "secret future");
    wordPress.execute(
        "INSERT INTO wp_bm_message_recipients (thread_id, user_id) VALUES (78, 1), (11, 0)");
    wordPress.execute("ALTER TABLE wp_bm_message_messages MODIFY message LONGBLOB");
    wordPress.execute("UPDATE wp_bm_message_messages SET message = X'41FF42' WHERE id = 110");
    for (int id = 600; id < 630; id++) {
      wordPress.message(id, 79, 1, 1_700_000_000L, "secret");
    }
  }

  @Test
  void namesWhatCannotBeReadAndWritesNothing() {
    spoil();
    try (H2UnderTest site = new H2UnderTest()) {
      assertThatThrownBy(() -> run(site))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining(
              "32 messages of no conversation: 501, 502, 600, 601, 602, 603, 604, 605, 606, 607,"
                  + " 608, 609, 610, 611, 612, 613, 614, 615, 616, 617, …;")
          .hasMessageContaining("1 recipients of no conversation (person/conversation): 1/78")
          .hasMessageContaining("1 recipients who are nobody (person/conversation): 0/11")
          .hasMessageContaining("1 messages whose text is no UTF-8: 110")
          .hasMessageContaining("2 messages whose time is none: 503, 504")
          .hasMessageContaining("skipBadRows: true")
          .hasMessageNotContaining("secret");
      assertThat(site.dump()).allMatch(value -> value.startsWith("bm_schema_history"));
    }
  }

  @Test
  void leavesOutWhatCannotBeReadIfItIsTold() {
    spoil();
    try (H2UnderTest site = new H2UnderTest()) {
      Imported imported = run(site, BadRows.SKIPPED, () -> {});
      assertThat(imported.taken()).isEqualTo("2 people; 3 groups; 5 messages");
      assertThat(imported.bad())
          .startsWith("32 messages of no conversation: 501, 502,")
          .endsWith("2 messages whose time is none: 503, 504");
      assertThat(site.dump()).noneMatch(value -> value.contains("secret"));
    }
  }

  /// A room may be as large as it likes; a group of 257 is left to the operator.
  @Test
  void makesNoRoomOfWhatIsTooLargeForAGroup() {
    wordPress.execute(
        "INSERT INTO wp_users (ID, user_login, display_name)"
            + " SELECT seq, CONCAT('u', seq), CONCAT('U', seq) FROM seq_3_to_257");
    wordPress.thread(20, "group", "Exact");
    wordPress.thread(21, "group", "Large");
    wordPress.thread(22, "chat-room", "Room");
    wordPress.execute(
        "INSERT INTO wp_bm_message_recipients (thread_id, user_id)"
            + " SELECT t.id, u.ID FROM wp_bm_threads t JOIN wp_users u"
            + " WHERE t.id > 20 OR t.id = 20 AND u.ID < 257");
    try (H2UnderTest site = new H2UnderTest()) {
      assertThatThrownBy(() -> run(site))
          .hasMessageContaining("1 conversations of more members than a group may have: 21");
      assertThat(run(site, BadRows.SKIPPED, () -> {}).taken())
          .isEqualTo("257 people; 4 groups; 1 rooms; 6 messages");
      assertThat(site.count("SELECT COUNT(*) FROM bm_participants")).isEqualTo(3 * 2 + 256 + 257);
    }
  }

  @Test
  void saysInOneLineWhatIsWrongWithTheSource() {
    BetterMessagesConfig right = wordPress.config(BadRows.STOP);
    try (H2UnderTest site = new H2UnderTest()) {
      assertThatThrownBy(() -> run(site, with(right, "wrong", "wp_")))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("cannot use the WordPress database")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> run(site, with(right, MariaDbServer.PASSWORD, "other_")))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("cannot read the table other_users")
          .hasMessageNotContaining("\n");
    }
    assertThatThrownBy(() -> with(right, "x", "wp_; DROP"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static BetterMessagesConfig with(
      BetterMessagesConfig config, String password, String prefix) {
    return new BetterMessagesConfig(
        config.url(), config.user(), Optional.of(new Secret(password)), prefix, "", false);
  }

  private static Imported run(DatabaseUnderTest site, BetterMessagesConfig config) {
    return SiteImport.run(
        config, site.config(), BetterMessagesMariaDbTest.sealing(() -> {}), new Random(5), NOW);
  }
}
