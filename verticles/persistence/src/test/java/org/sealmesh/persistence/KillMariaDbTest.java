package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.persistence.OutboxCommand.TakeOver;

/// `kill -9` of MariaDB, right after one of the origin's answers: nothing that was answered is
/// lost, and the origin goes on when the server is back.
@Tag("mariadb")
final class KillMariaDbTest {
  private static final int KILLS = Integer.getInteger("sealmesh.kills", 10);
  private static final long SEED = Long.getLong("sealmesh.seed", 20260101L);

  @Test
  void whatWasAnsweredIsThereAfterAKill() throws Exception {
    Random random = new Random(SEED);
    System.out.println(KILLS + " kills, seed " + SEED);
    try (MariaDbServer server = MariaDbServer.start()) {
      MariaDbUnderTest database = new MariaDbUnderTest(server);
      PersistenceConfig config = Configs.impatient(database.config(), Duration.ofMinutes(1));
      Witness witness = new Witness();
      try (TestOrigin origin = TestOrigin.start(config)) {
        Writers writers = new Writers(origin, witness);
        long head = 0;
        for (int round = 0; round < KILLS; round++) {
          writers.begin();
          witness.awaitAcknowledged(witness.acknowledged() + 1 + random.nextInt(100));
          server.kill();
          witness.awaitFailures(Writers.COUNT + 1);
          server.restart();
          origin.insist(new TakeOver(Duration.ofMinutes(1), 1));
          try (Connection connection = database.connect()) {
            long now = witness.check(connection);
            assertThat(now).isGreaterThan(head);
            head = now;
          }
        }
        System.out.println(
            witness.acknowledged() + " acknowledged, " + (head - 1) + " stored, none lost");
      }
    }
  }
}
