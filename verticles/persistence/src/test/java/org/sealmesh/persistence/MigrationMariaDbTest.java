package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.AccountCommand.OpenSession;
import org.sealmesh.origin.persistence.BlockCommand.Block;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Synced;
import org.sealmesh.origin.persistence.JobCommand.OpenExport;
import org.sealmesh.origin.persistence.RetentionCommand.SetHold;
import org.sealmesh.origin.persistence.SiteCommand.ClaimKeyFile;
import org.sealmesh.origin.persistence.SiteCommand.GetSite;
import org.sealmesh.origin.persistence.SiteCommand.KeyFileClaim;
import org.sealmesh.origin.privacy.LegalHold;
import org.sealmesh.origin.privacy.LegalHold.SubjectId;
import org.sealmesh.persistence.copy.SiteCopy;
import org.sealmesh.persistence.copy.SiteCopy.Copied;

/// A site moves from H2 to MariaDB and back, and is the same wherever it is.
@Tag("mariadb")
final class MigrationMariaDbTest {
  @TempDir private Path folder;

  private static final String KEY_FILE = "fingerprint-of-the-key-file";

  @Test
  void isTheSameOnMariaDbAndBackOnH2() {
    try (H2UnderTest first = new H2UnderTest();
        MariaDbUnderTest second = new MariaDbUnderTest(MariaDbServer.shared());
        H2UnderTest third = new H2UnderTest()) {
      List<User> users;
      try (TestOrigin origin = TestOrigin.start(first.config())) {
        users = live(origin);
      }
      List<String> before = rows(first);
      Copied there = SiteCopy.migrate(first.config(), second.config());
      assertThat(rows(first)).isEqualTo(before);
      List<Synced> onFirst = synced(first, users);
      assertThat(synced(second, users)).isEqualTo(onFirst);
      Copied back = SiteCopy.migrate(second.config(), third.config());
      assertThat(back).isEqualTo(there);
      assertThat(rows(third)).isEqualTo(before);
      assertThat(synced(third, users)).isEqualTo(onFirst);
      // Nobody loses anything: what a browser keeps is still of the same history.
      assertThat(third.count("SELECT COUNT(*) FROM bm_site WHERE key_file = '" + KEY_FILE + "'"))
          .isEqualTo(1);
    }
  }

  /// Whichever engine the backup is of, and whichever it is restored to.
  @Test
  void isTheSameAfterARestoreButForTheTimeline() {
    Timeline timeline = new Timeline(new UUID(7, 7));
    try (H2UnderTest first = new H2UnderTest();
        MariaDbUnderTest second = new MariaDbUnderTest(MariaDbServer.shared());
        H2UnderTest third = new H2UnderTest()) {
      try (TestOrigin origin = TestOrigin.start(first.config())) {
        live(origin);
      }
      List<String> before = rows(first);
      Path ofH2 = folder.resolve("of-h2");
      SiteCopy.backUp(first.config(), ofH2);
      SiteCopy.restore(ofH2, second.config(), timeline);
      Path ofMariaDb = folder.resolve("of-mariadb");
      try (TestOrigin running = TestOrigin.start(second.config())) {
        SiteCopy.backUp(second.config(), ofMariaDb);
        new Chat(running).user("Late");
      }
      Timeline other = new Timeline(new UUID(8, 8));
      SiteCopy.restore(ofMariaDb, third.config(), other);
      assertThat(butForTheTimeline(third)).isEqualTo(butForTheTimeline(before));
      try (TestOrigin origin = TestOrigin.start(third.config())) {
        assertThat(origin.ask(new GetSite()).timeline()).isEqualTo(other);
      }
      assertThatThrownBy(() -> SiteCopy.backUp(first.config(), ofH2))
          .hasMessageContaining("nothing is overwritten");
      assertThatThrownBy(() -> SiteCopy.restore(ofH2, third.config(), timeline))
          .hasMessageContaining("is not empty");
      assertThatThrownBy(() -> SiteCopy.restore(folder, third.config(), timeline))
          .hasMessageContaining("there is no backup");
      assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
    }
  }

  private static List<String> butForTheTimeline(DatabaseUnderTest database) {
    return butForTheTimeline(rows(database));
  }

  private static List<String> butForTheTimeline(List<String> rows) {
    return rows.stream()
        .filter(line -> !line.startsWith("bm_site: ") || line.contains(KEY_FILE))
        .toList();
  }

  /// A backup is what there was at one moment, however much is written meanwhile.
  @Test
  void aBackupOfARunningSiteIsOfOneMoment() throws Exception {
    try (MariaDbUnderTest first = new MariaDbUnderTest(MariaDbServer.shared());
        H2UnderTest second = new H2UnderTest();
        TestOrigin origin = TestOrigin.start(first.config())) {
      live(origin);
      Chat chat = new Chat(origin);
      User ann = chat.user("Writer");
      Conversation notes = chat.direct(ann, ann);
      AtomicBoolean enough = new AtomicBoolean();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                while (!enough.get()) {
                  chat.send(ann, notes, "and on and on");
                }
              });
      Path backup = folder.resolve("moment");
      SiteCopy.backUp(first.config(), backup);
      enough.set(true);
      writer.join();
      SiteCopy.restore(backup, second.config(), new Timeline(new UUID(9, 9)));
      long kept = second.count("SELECT COUNT(*) FROM bm_events");
      assertThat(kept).isLessThan(first.count("SELECT COUNT(*) FROM bm_events"));
      assertThat(
              second.count(
                  "SELECT COUNT(*) FROM bm_conversations c WHERE c.head <>"
                      + " (SELECT MAX(e.seq) FROM bm_events e WHERE e.conversation_id = c.id)"))
          .isZero();
    }
  }

  /// With rows in every table.
  private static List<User> live(TestOrigin origin) {
    Chat chat = new Chat(origin);
    LivedSite site = LivedSite.of(chat, origin, new Random(5));
    User ann = chat.user("Ann “🦭” O'Hara\\");
    User bob = chat.user("Bob");
    Conversation direct = chat.direct(ann, bob);
    chat.send(ann, direct, "Grüße 🦭 '; DROP TABLE bm_users; -- \u0000 \\ % _ ß ſ  ");
    chat.change(ann, direct, new Change.OpenCall(CallMedia.VIDEO, Change.MediaServer.THERE));
    origin.ask(new OpenSession(new byte[32], ann.id(), origin.clock.now().plusSeconds(1_000_000)));
    origin.ask(new Block(bob.id(), ann.id()));
    origin.ask(new OpenExport(ann.id(), 3));
    origin.ask(new SetHold(LegalHold.Kind.PERSON, new SubjectId(bob.id().value()), ann.id()));
    assertThat(origin.ask(new ClaimKeyFile(KEY_FILE))).isEqualTo(KeyFileClaim.ACCEPTED);
    return site.users();
  }

  @Test
  void copiesNothingIntoADatabaseThatIsInUse() {
    try (H2UnderTest first = new H2UnderTest();
        MariaDbUnderTest second = new MariaDbUnderTest(MariaDbServer.shared())) {
      try (TestOrigin origin = TestOrigin.start(first.config());
          TestOrigin other = TestOrigin.start(second.config())) {
        new Chat(origin).user("Ann");
        new Chat(other).user("Bob");
      }
      List<String> before = rows(second);
      assertThatThrownBy(() -> SiteCopy.migrate(first.config(), second.config()))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("is not empty");
      assertThat(rows(second)).isEqualTo(before);
    }
  }

  @Test
  void copiesNothingWhereThereIsNoSite() {
    try (H2UnderTest first = new H2UnderTest();
        MariaDbUnderTest second = new MariaDbUnderTest(MariaDbServer.shared())) {
      assertThatThrownBy(() -> SiteCopy.migrate(first.config(), second.config()))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("there is no site");
    }
  }

  /// As after a kill in the middle of it.
  @Test
  void noSiteStartsOnWhatIsHalfCopied() {
    try (H2UnderTest first = new H2UnderTest();
        MariaDbUnderTest second = new MariaDbUnderTest(MariaDbServer.shared())) {
      try (TestOrigin origin = TestOrigin.start(first.config())) {
        live(origin);
      }
      TestOrigin.start(second.config()).close();
      second.execute("DELETE FROM bm_site");
      // The last table but the site's own cannot take its rows.
      second.execute(
          "CREATE TRIGGER full BEFORE INSERT ON bm_users FOR EACH ROW"
              + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'disk full'");
      assertThatThrownBy(() -> SiteCopy.migrate(first.config(), second.config()))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("the copy failed");
      assertThat(second.count("SELECT COUNT(*) FROM bm_messages")).isPositive();
      try (TestOrigin origin = TestOrigin.start(second.config())) {
        assertThat(origin.ask(new ClaimKeyFile(KEY_FILE))).isEqualTo(KeyFileClaim.UNFINISHED);
      }
      assertThatThrownBy(() -> SiteCopy.migrate(first.config(), second.config()))
          .hasMessageContaining("is not empty");
    }
  }

  private static List<Synced> synced(DatabaseUnderTest database, List<User> users) {
    try (TestOrigin origin = TestOrigin.start(database.config())) {
      Chat chat = new Chat(origin);
      return users.stream().map(chat::sync).toList();
    }
  }

  /// Values of a row are together, rows in any order.
  private static List<String> rows(DatabaseUnderTest database) {
    return database.dump().stream()
        .filter(line -> !line.startsWith("bm_schema_history"))
        .sorted()
        .toList();
  }
}
