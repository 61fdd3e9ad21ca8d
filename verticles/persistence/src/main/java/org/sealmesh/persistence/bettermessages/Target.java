package org.sealmesh.persistence.bettermessages;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.bus.wire.Id;
import org.sealmesh.persistence.copy.EmptyDatabase;
import org.sealmesh.persistence.copy.Unfinished;

/// The database of the new site. As long as not all is in it and compared, no site starts on it.
final class Target implements AutoCloseable {
  /// A few megabytes at most, since a message has 16 KiB.
  private static final int ROWS_OF_BATCH = 200;

  /// Ids are random, so that each row lies in a page of its own: with every commit H2 writes whole
  /// pages anew.
  private static final int ROWS_OF_COMMIT = 20_000;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();
  private int waiting;
  private int uncommitted;

  /// @param connection that nobody else uses
  Target(Connection connection) {
    this.connection = connection;
  }

  void requireEmpty() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet site = statement.executeQuery("SELECT key_file FROM bm_site WHERE id = 1")) {
      if (site.next() && Unfinished.IMPORT.equals(site.getString(1))) {
        throw new StartFailure(
            "the site's database has what an import that was not finished left behind: drop its"
                + " tables, or name an empty one");
      }
    }
    EmptyDatabase.require(
        connection,
        "the site's database is not empty: %s has rows. Only a new site can be filled by an import");
  }

  /// From now on nobody starts on it.
  void begin() throws SQLException {
    connection.setAutoCommit(false);
    writeSite(new byte[16], Unfinished.IMPORT);
    connection.commit();
  }

  /// Now it is the site's.
  void finish(Id timeline, String fingerprint) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM bm_site");
    }
    writeSite(timeline.bytes(), fingerprint);
    connection.commit();
  }

  private void writeSite(byte[] timeline, String keyFile) throws SQLException {
    try (PreparedStatement site =
        connection.prepareStatement(
            "INSERT INTO bm_site (id, timeline, key_file) VALUES (1, ?, ?)")) {
      site.setBytes(1, timeline);
      site.setString(2, keyFile);
      site.executeUpdate();
    }
  }

  /// Committed with others, at the latest with the next [#flush].
  void insert(String table, String columns, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statements.get(table);
    if (statement == null) {
      String marks = "?" + ", ?".repeat(values.length - 1);
      statement =
          connection.prepareStatement(
              "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ")");
      statements.put(table, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, plain(values[i]));
    }
    statement.addBatch();
    waiting++;
    uncommitted++;
    if (uncommitted >= ROWS_OF_COMMIT) {
      flush();
    } else if (waiting >= ROWS_OF_BATCH) {
      send();
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Id id -> id.bytes();
      case Instant at -> at.toEpochMilli();
      default -> value;
    };
  }

  void flush() throws SQLException {
    send();
    connection.commit();
    uncommitted = 0;
  }

  private void send() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.executeBatch();
    }
    waiting = 0;
  }

  /// Whether there is such a row, those among them that wait to be written.
  boolean has(String sql, byte[] value) throws SQLException {
    send();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, value);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /// Row by row.
  void each(String sql, Source.Reader reader, Id value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      statement.setFetchSize(ROWS_OF_BATCH);
      statement.setBytes(1, value.bytes());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          reader.on(row);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    // Closes its statements too.
    connection.close();
  }
}
