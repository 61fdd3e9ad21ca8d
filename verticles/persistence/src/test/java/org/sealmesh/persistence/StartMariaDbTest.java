package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.origin.User;
import org.sealmesh.origin.event.RemovalReason;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.origin.persistence.OutboxCommand.TakeOver;
import org.sealmesh.origin.persistence.SiteCommand.GetSite;
import org.sealmesh.persistence.PersistenceConfig.MySql;
import org.sealmesh.persistence.sql.Migrations.SchemaTooNew;
import org.sealmesh.persistence.sql.MySqlEngine.Commits;
import org.sealmesh.persistence.sql.MySqlEngine.CommitsNotDurable;
import org.sealmesh.persistence.sql.MySqlEngine.DatabaseUnreachable;

/// What keeps an origin from starting on MariaDB, and two of them on one database.
@Tag("mariadb")
final class StartMariaDbTest {
  private final MariaDbServer server = MariaDbServer.shared();
  private final String schema = server.newSchema();

  private PersistenceConfig config(Commits commits) {
    return MariaDbUnderTest.at(server, schema, commits);
  }

  @AfterEach
  void beDurable() {
    server.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 1");
  }

  @Test
  void refusesAServerThatMayLoseCommits() {
    server.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
    assertThatThrownBy(() -> TestOrigin.start(config(Commits.MUST_BE_DURABLE)))
        .isInstanceOf(CommitsNotDurable.class)
        .hasMessageContaining("innodb_flush_log_at_trx_commit");
    try (TestOrigin origin = TestOrigin.start(config(Commits.AS_THE_SERVER_DOES))) {
      assertThat(origin.ask(new GetSite()).timeline()).isNotNull();
    }
  }

  @Test
  void saysThatItCannotReachTheServer() throws IOException {
    PersistenceConfig config = config(Commits.MUST_BE_DURABLE);
    MySql right = config.mysql();
    MySql wrongPassword =
        new MySql(
            right.host(),
            right.port(),
            right.database(),
            right.user(),
            Optional.of(new Secret("wrong")),
            right.commits());
    MySql wrongPort =
        new MySql(
            right.host(),
            MariaDbServer.freePort(),
            right.database(),
            right.user(),
            right.password(),
            right.commits());
    for (MySql wrong : List.of(wrongPassword, wrongPort)) {
      PersistenceConfig bad =
          new PersistenceConfig(
              config.engine(),
              config.h2(),
              wrong,
              config.content(),
              config.pool(),
              config.batches(),
              config.rounds(),
              config.limits(),
              config.times());
      assertThatThrownBy(() -> TestOrigin.start(bad))
          .isInstanceOf(DatabaseUnreachable.class)
          .message()
          .doesNotContain("\n")
          .doesNotContain("wrong");
    }
  }

  @Test
  void refusesTablesOfALaterVersion() {
    try (DatabaseUnderTest database = new MariaDbUnderTest(server)) {
      TestOrigin.start(database.config()).close();
      database.execute(
          "INSERT INTO bm_schema_history (installed_rank, version, description, type, script,"
              + " installed_by, execution_time, success)"
              + " VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, TRUE)");
      assertThatThrownBy(() -> TestOrigin.start(database.config()))
          .isInstanceOf(SchemaTooNew.class);
    }
  }

  @Test
  void twoOriginsShareOneHistory() {
    PersistenceConfig config = Configs.impatient(config(Commits.MUST_BE_DURABLE), Duration.ZERO);
    try (TestOrigin one = TestOrigin.start(config);
        TestOrigin two = TestOrigin.start(config)) {
      assertThat(one.ask(new GetSite())).isEqualTo(two.ask(new GetSite()));
      Chat chat = new Chat(one);
      User ann = chat.user("Ann");
      User bob = chat.user("Bob");
      Conversation group = chat.group(ann, bob);
      var pending =
          IntStream.range(0, 300)
              .mapToObj(i ->
                  (i % 2 == 0 ? one : two)
                      .<Appending, Append>send(
                          Chat.append(
                              i % 3 == 0 ? bob : ann,
                              group,
                              Chat.clientId(),
                              new Change.Send("m" + i, null))))
              .toList();
      List<Long> seqs =
          pending.stream()
              .map(TestOrigin::done)
              .map(a -> ((Appended) a).seq().value())
              .sorted()
              .toList();
      assertThat(seqs).isEqualTo(IntStream.rangeClosed(2, 301).mapToObj(i -> (long) i).toList());
      // Members whom one of them remembers are no longer true after the other one changed them.
      new Chat(two).remove(ann, group, bob, RemovalReason.REMOVED);
      assertThat(chat.send(bob, group, "still here")).isNotInstanceOf(Appended.class);
      takeOverIsDisjoint(one, two);
    }
  }

  private static void takeOverIsDisjoint(TestOrigin one, TestOrigin two) {
    TakeOver takeOver = new TakeOver(Duration.ofMinutes(1), 50);
    var taken = ConcurrentHashMap.<Object>newKeySet();
    int rows = 0;
    for (int round = 0; round < 5; round++) {
      var first = one.send(takeOver);
      var second = two.send(takeOver);
      for (var answer : List.of(first, second)) {
        for (var entry : TestOrigin.done(answer).entries()) {
          rows++;
          taken.add(entry.event().seq());
        }
      }
    }
    assertThat(rows).isEqualTo(302);
    assertThat(taken).hasSize(302);
  }
}
