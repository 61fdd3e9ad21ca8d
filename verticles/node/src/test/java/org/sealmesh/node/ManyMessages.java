package org.sealmesh.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;

/// Messages in the embedded database of a site that does not run, as if they had been sent: tens of
/// thousands in a second. And all that stands in it.
record ManyMessages(String url) {
  private static final int BATCH = 5_000;

  /// @param dataFolder of the stopped process
  static ManyMessages in(Path dataFolder) {
    return new ManyMessages(
        "jdbc:h2:file:"
            + dataFolder.resolve("database").resolve("sealmesh").toAbsolutePath()
            + ";MODE=MariaDB;DATABASE_TO_LOWER=TRUE;TRACE_LEVEL_FILE=0;IFEXISTS=TRUE");
  }

  /// By turns from one and the other, after what there is.
  ///
  /// @param at when they were sent; what is there already was not sent later
  void write(ConversationId in, UserId one, UserId other, int messages, Instant at)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "sa", "")) {
      connection.setAutoCommit(false);
      long head = head(connection, in);
      long now = at.toEpochMilli();
      try (PreparedStatement before =
          connection.prepareStatement(
              "UPDATE bm_events SET committed_at = LEAST(committed_at, ?)"
                  + " WHERE conversation_id = ?")) {
        bind(before, now, in.bytes());
        before.executeBatch();
      }
      try (PreparedStatement message =
              connection.prepareStatement(
                  "INSERT INTO bm_messages (conversation_id, id, sender_id, client_id, sent_seq,"
                      + " body) VALUES (?, ?, ?, ?, ?, ?)");
          PreparedStatement event =
              connection.prepareStatement(
                  "INSERT INTO bm_events (conversation_id, seq, type, epoch, committed_at,"
                      + " actor_id, message_id) VALUES (?, ?, 5, 1, ?, ?, ?)")) {
        for (int i = 1; i <= messages; i++) {
          long seq = head + i;
          byte[] id =
              ByteBuffer.allocate(16)
                  .putLong(in.value().getLeastSignificantBits())
                  .putLong(seq)
                  .array();
          byte[] sender = (i % 2 == 0 ? one : other).bytes();
          String body =
              "Message %d, about as long as what people write to each other.".formatted(i);
          bind(message, in.bytes(), id, sender, id, seq, body.getBytes(StandardCharsets.UTF_8));
          bind(event, in.bytes(), seq, now, sender, id);
          if (i % BATCH == 0 || i == messages) {
            message.executeBatch();
            event.executeBatch();
            connection.commit();
          }
        }
      }
      try (PreparedStatement grown =
          connection.prepareStatement(
              "UPDATE bm_conversations SET head = ?, head_at = ? WHERE id = ?")) {
        bind(grown, head + messages, now, in.bytes());
        grown.executeBatch();
      }
      connection.commit();
      try (Statement close = connection.createStatement()) {
        close.execute("SHUTDOWN");
      }
    }
  }

  /// Everything that is in it, as SQL; bytes are in hex.
  String script() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement();
        ResultSet lines = statement.executeQuery("SCRIPT")) {
      StringBuilder all = new StringBuilder();
      while (lines.next()) {
        all.append(lines.getString(1)).append('\n');
      }
      statement.execute("SHUTDOWN");
      return all.toString();
    }
  }

  private static long head(Connection connection, ConversationId in) throws SQLException {
    try (PreparedStatement asked =
        connection.prepareStatement("SELECT head FROM bm_conversations WHERE id = ?")) {
      asked.setBytes(1, in.bytes());
      try (ResultSet answer = asked.executeQuery()) {
        answer.next();
        return answer.getLong(1);
      }
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.addBatch();
  }
}
