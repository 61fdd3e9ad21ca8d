package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.User;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.GetSyncTag;
import org.sealmesh.origin.persistence.EventCommand.Sync;
import org.sealmesh.origin.persistence.EventCommand.SyncTag;
import org.sealmesh.origin.persistence.EventCommand.Synced;
import org.sealmesh.origin.persistence.SiteCommand.GetSite;
import org.sealmesh.persistence.PersistenceConfig.Rounds;

/// Many syncs at once: what they cost, and that each gets what it would get alone.
abstract class SyncRoundsSuite extends Suite {
  private static final int MESSAGES = 30;

  /// As by default, but for 64 clients, so that few of them make two.
  private static final Rounds ROUND = new Rounds(2, Duration.ZERO, 64, 16_384, 4096);

  private Timeline timeline() {
    return origin.ask(new GetSite()).timeline();
  }

  /// A storm: users who are all in the same rooms and groups. They come into the tables directly,
  /// since only what reading them costs is of interest.
  private List<UserId> storm(int clients, List<Conversation> conversations, int count)
      throws SQLException {
    User owner = chat.user("Owner");
    for (int i = 0; i < count; i++) {
      Conversation c =
          i % 2 == 0 ? chat.room(owner, "Room " + UUID.randomUUID()) : chat.group(owner);
      IntStream.range(0, MESSAGES).forEach(m -> chat.send(owner, c, "message " + m));
      conversations.add(c);
    }
    List<UserId> users =
        IntStream.range(0, clients).mapToObj(i -> new UserId(UUID.randomUUID())).toList();
    try (Connection connection = database.connect();
        PreparedStatement user =
            connection.prepareStatement(
                "INSERT INTO bm_users (id, rid, kind, name, name_key, created_at)"
                    + " VALUES (?, ?, 2, 'Guest', ?, 0)");
        PreparedStatement participant =
            connection.prepareStatement(
                "INSERT INTO bm_participants (conversation_id, user_id, floor_seq, from_epoch,"
                    + " until_epoch, delivered_seq, read_seq) VALUES (?, ?, 1, 1, 0, 0, 0)")) {
      connection.setAutoCommit(false);
      for (UserId id : users) {
        user.setBytes(1, id.bytes());
        user.setBytes(2, id.bytes());
        user.setBytes(3, new byte[] {'g'});
        user.addBatch();
        for (Conversation c : conversations) {
          participant.setBytes(1, c.id().bytes());
          participant.setBytes(2, id.bytes());
          participant.addBatch();
        }
      }
      user.executeBatch();
      participant.executeBatch();
      connection.commit();
    }
    return users;
  }

  /// Heads anywhere; everyone in ten knows nothing yet, as a browser that was away for long.
  private static List<Sync> asking(
      List<UserId> users, List<Conversation> conversations, Timeline timeline) {
    Random random = new Random(users.size());
    List<Sync> questions = new ArrayList<>();
    for (int i = 0; i < users.size(); i++) {
      Map<String, Seq> heads = new HashMap<>();
      for (Conversation c : conversations) {
        heads.put(c.id().text(), i % 10 == 0 ? Seq.NONE : new Seq(random.nextInt(MESSAGES + 2)));
      }
      questions.add(new Sync(users.get(i), timeline, heads, 500, 30));
    }
    return questions;
  }

  @Test
  void readsGrowWithConversationsNotClients() throws SQLException {
    assertThat(tagReads(64, ROUND)).isEqualTo(2);
    assertThat(tagReads(128, ROUND)).isEqualTo(4);
    // Twice the clients are two rounds; twice the conversations are read in one round still.
    assertThat(syncReads(64, 4, ROUND)).isEqualTo(bound(64, 4));
    assertThat(syncReads(128, 4, ROUND)).isEqualTo(bound(128, 4));
    assertThat(syncReads(64, 8, ROUND)).isEqualTo(bound(64, 8));
    // Without rounds it is clients that count.
    Rounds off = new Rounds(2, Duration.ZERO, 1, 16_384, 4096);
    assertThat(tagReads(32, off)).isEqualTo(32);
    assertThat(syncReads(32, 4, off)).isGreaterThan(10 * bound(32, 4));
  }

  /// Each round counts and reads memberships, reads all members, and of each conversation its
  /// events and whom the first one names.
  private static long bound(int clients, int conversations) {
    long rounds = Math.ceilDiv(clients, ROUND.questionsMax());
    return rounds * (3 + 2L * conversations);
  }

  /// Statements for the syncs of so many clients who come at once.
  private long syncReads(int clients, int count, Rounds rounds) throws SQLException {
    List<Conversation> conversations = new ArrayList<>();
    List<UserId> users = storm(clients, conversations, count);
    Timeline timeline = timeline();
    try (Readers readers = new Readers(Configs.with(database.config(), rounds))) {
      List<Sync> questions = asking(users, conversations, timeline);
      List<Future<Synced>> answers = readers.syncs(timeline, questions);
      assertThat(answers).allMatch(Future::succeeded);
      assertThat(answers.getFirst().result().conversations())
          .hasSize(count)
          .allSatisfy(c -> assertThat(c.events()).hasSize(MESSAGES + 1));
      return reads(readers);
    }
  }

  private long tagReads(int clients, Rounds rounds) throws SQLException {
    List<UserId> users = storm(clients, new ArrayList<>(), 2);
    try (Readers readers = new Readers(Configs.with(database.config(), rounds))) {
      List<GetSyncTag> tags = users.stream().map(GetSyncTag::new).toList();
      assertThat(readers.tags(timeline(), tags)).allMatch(Future::succeeded);
      return reads(readers);
    }
  }

  private static long reads(Readers readers) {
    return readers.meter.value("sealmesh_persistence_reads_total");
  }

  @Test
  void whoAsksTwiceIsReadOnceAndAnsweredTwice() throws SQLException {
    List<Conversation> conversations = new ArrayList<>();
    List<UserId> users = storm(1, conversations, 5);
    Sync one = asking(users, conversations, timeline()).getFirst();
    Sync other = new Sync(one.user(), timeline(), Map.of(), 7, 3);
    try (Readers readers = new Readers(database.config())) {
      List<Future<Synced>> answers = readers.syncs(timeline(), List.of(one, other, one));
      assertThat(answers.get(0).result()).isEqualTo(answers.get(2).result());
      assertThat(answers.get(1).result().conversations())
          .allSatisfy(c -> assertThat(c.events().size()).isBetween(1, 2));
      assertThat(reads(readers)).isEqualTo(12);
    }
  }

  @Test
  void whatOneCannotReadDoesNotConcernTheOthers() {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    chat.group(ann);
    Conversation broken = chat.group(bob);
    database.execute("UPDATE bm_conversations SET kind = 9 WHERE " + isThis(bob, broken));
    try (Readers readers = new Readers(database.config())) {
      List<Future<Synced>> answers =
          readers.syncs(
              timeline(),
              IntStream.range(0, 6)
                  .mapToObj(i -> new Sync((i == 3 ? bob : ann).id(), null, Map.of(), 10, 10))
                  .toList());
      for (int i = 0; i < 6; i++) {
        assertThat(answers.get(i).succeeded()).isEqualTo(i != 3);
      }
    } finally {
      database.execute("UPDATE bm_conversations SET kind = 2 WHERE kind = 9");
    }
  }

  private static String isThis(User owner, Conversation c) {
    return "owner_id = X'" + hex(owner.id().bytes()) + "' AND id = X'" + hex(c.id().bytes()) + "'";
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void everyoneGetsExactlyWhatSheWouldGetAlone() {
    for (long seed = 1; seed <= 2; seed++) {
      System.out.println("seed of the site: " + seed);
      Random random = new Random(seed);
      LivedSite site = LivedSite.of(chat, origin, random);
      Timeline timeline = timeline();
      List<Sync> syncs =
          IntStream.range(0, 120).mapToObj(i -> site.sync(random, timeline)).toList();
      List<GetSyncTag> tags =
          IntStream.range(0, 60).mapToObj(i -> new GetSyncTag(site.user(random).id())).toList();
      List<Synced> syncedAlone;
      List<SyncTag> tagsAlone;
      try (Readers readers = new Readers(database.config())) {
        syncedAlone = readers.alone(timeline, syncs, Alone::sync);
        tagsAlone = readers.alone(timeline, tags, Alone::tag);
      }
      List<Rounds> configs =
          List.of(
              database.config().rounds(),
              new Rounds(3, Duration.ZERO, 7, 16_384, 4096),
              // Many rounds are too large, and halved several times.
              new Rounds(1, Duration.ZERO, 256, 20, 16),
              new Rounds(2, Duration.ZERO, 50, 1, 1));
      for (Rounds rounds : configs) {
        try (Readers readers = new Readers(Configs.with(database.config(), rounds))) {
          String which = "seed " + seed + ", " + rounds;
          assertThat(readers.syncs(timeline, syncs).stream().map(Future::result).toList())
              .as(which)
              .isEqualTo(syncedAlone);
          assertThat(readers.tags(timeline, tags).stream().map(Future::result).toList())
              .as(which)
              .isEqualTo(tagsAlone);
        }
      }
      // And over the bus, as they come.
      List<Future<Synced>> asked = syncs.stream().map(sync -> origin.send(sync)).toList();
      assertThat(asked.stream().map(TestOrigin::done).toList()).isEqualTo(syncedAlone);
    }
  }
}
