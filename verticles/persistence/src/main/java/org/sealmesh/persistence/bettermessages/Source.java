package org.sealmesh.persistence.bettermessages;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.sealmesh.bus.StartFailure;

/// The WordPress database as it was at one moment. It is never written to.
final class Source implements AutoCloseable {
  /// A page of rows is in memory at a time.
  private static final int ROWS = 500;

  private static final List<String> TABLES =
      List.of(
          "users",
          "bm_threads",
          "bm_message_messages",
          "bm_message_recipients",
          "bm_message_meta",
          "bm_thread_meta",
          "bm_mentions",
          "bm_moderation",
          "bm_guests");

  private final Connection connection;
  private final String prefix;

  private Source(Connection connection, String prefix) {
    this.connection = connection;
    this.prefix = prefix;
  }

  /// What is done with each row.
  interface Reader {
    void on(ResultSet row) throws SQLException;
  }

  static Source open(BetterMessagesConfig config) throws SQLException {
    Properties account = new Properties();
    account.setProperty("user", config.user());
    config.password().ifPresent(secret -> account.setProperty("password", secret.value()));
    Connection connection;
    try {
      connection = DriverManager.getConnection(config.url(), account);
    } catch (SQLException unreachable) {
      throw new StartFailure(
          "cannot use the WordPress database: is it running, and are better-messages.url, user and"
              + " password right? (SQL state "
              + unreachable.getSQLState()
              + ")");
    }
    Source source = new Source(connection, config.tablePrefix());
    try {
      source.freeze();
      source.requireTables();
      return source;
    } catch (SQLException | RuntimeException failure) {
      source.close();
      throw failure;
    }
  }

  private void freeze() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION time_zone = '+00:00'");
      statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      connection.setAutoCommit(false);
      statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    }
  }

  private void requireTables() throws SQLException {
    for (String table : TABLES) {
      try (Statement statement = connection.createStatement()) {
        statement.executeQuery("SELECT 1 FROM `" + prefix + table + "` LIMIT 1").close();
      } catch (SQLException missing) {
        throw new StartFailure(
            "cannot read the table %s%s: is better-messages.tablePrefix right, and may the user"
                    .formatted(prefix, table)
                + " read it? (SQL state "
                + missing.getSQLState()
                + ")");
      }
    }
  }

  /// Row by row; nothing else may be asked of the source meanwhile.
  ///
  /// @param sql with # where tables' names have the site's prefix
  void each(String sql, Reader reader, Object... values) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            sql.replace("#", prefix), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      statement.setFetchSize(ROWS);
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          reader.on(row);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
