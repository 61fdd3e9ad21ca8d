package org.sealmesh.persistence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;

@Tag("mariadb")
final class RoomMariaDbTest extends RoomSuite {
  @Override
  DatabaseUnderTest open() {
    return new MariaDbUnderTest(MariaDbServer.shared());
  }

  /// The server counts for all who use it, and nobody else does meanwhile.
  @Override
  Effort effort(Conversation room, User user, Runnable action) {
    // To ask is an effort too.
    Effort asking = counted();
    Effort before = counted();
    asking = before.minus(asking);
    action.run();
    return counted().minus(before).minus(asking);
  }

  private Effort counted() {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      return new Effort(
          sum(statement, "'Com_stmt_execute'"),
          sum(
              statement,
              "'Handler_read_first', 'Handler_read_key', 'Handler_read_last',"
                  + " 'Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd',"
                  + " 'Handler_read_rnd_next'"),
          sum(statement, "'Handler_write', 'Handler_update', 'Handler_delete'"));
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static long sum(Statement statement, String names) throws SQLException {
    try (ResultSet found =
        statement.executeQuery("SHOW GLOBAL STATUS WHERE Variable_name IN (" + names + ")")) {
      long sum = 0;
      while (found.next()) {
        sum += found.getLong(2);
      }
      return sum;
    }
  }
}
