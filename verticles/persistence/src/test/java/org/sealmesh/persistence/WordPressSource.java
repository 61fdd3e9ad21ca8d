package org.sealmesh.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealmesh.bus.Secret;
import org.sealmesh.persistence.bettermessages.BetterMessagesConfig;

/// A WordPress site's database with the plug-in's tables, as far as its columns are known.
public final class WordPressSource {
  private static final String[] TABLES = {
    "wp_users (ID BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, user_login VARCHAR(60) NOT NULL,"
        + " user_email VARCHAR(100) NOT NULL DEFAULT '', display_name VARCHAR(250) NOT NULL,"
        + " user_registered DATETIME NOT NULL DEFAULT '2020-01-02 03:04:05')",
    "wp_bm_threads (id BIGINT PRIMARY KEY AUTO_INCREMENT, subject VARCHAR(255) NOT NULL,"
        + " type VARCHAR(20) NOT NULL DEFAULT 'thread')",
    "wp_bm_message_messages (id BIGINT PRIMARY KEY AUTO_INCREMENT, thread_id BIGINT NULL,"
        + " sender_id BIGINT NOT NULL, message LONGTEXT NOT NULL,"
        + " date_sent DATETIME NOT NULL DEFAULT '2024-01-01 00:00:00',"
        + " created_at BIGINT NOT NULL DEFAULT 0, updated_at BIGINT NOT NULL DEFAULT 0,"
        + " temp_id VARCHAR(50) NULL, is_pending TINYINT NOT NULL DEFAULT 0,"
        + " KEY thread_id (thread_id))",
    "wp_bm_message_recipients (id BIGINT PRIMARY KEY AUTO_INCREMENT, user_id BIGINT NOT NULL,"
        + " thread_id BIGINT NOT NULL, unread_count INT NOT NULL DEFAULT 0,"
        + " last_read DATETIME NULL, last_delivered DATETIME NULL, last_email DATETIME NULL,"
        + " is_muted TINYINT NOT NULL DEFAULT 0, is_pinned TINYINT NOT NULL DEFAULT 0,"
        + " is_deleted TINYINT NOT NULL DEFAULT 0, last_update BIGINT NOT NULL DEFAULT 0,"
        + " created_at BIGINT NOT NULL DEFAULT 0, UNIQUE KEY pair (user_id, thread_id))",
    "wp_bm_message_meta (meta_id BIGINT PRIMARY KEY AUTO_INCREMENT, bm_message_id BIGINT NOT NULL,"
        + " meta_key VARCHAR(255) NULL, meta_value LONGTEXT NULL, KEY m (bm_message_id))",
    "wp_bm_thread_meta (meta_id BIGINT PRIMARY KEY AUTO_INCREMENT, bm_thread_id BIGINT NOT NULL,"
        + " meta_key VARCHAR(255) NULL, meta_value LONGTEXT NULL)",
    "wp_bm_mentions (id BIGINT PRIMARY KEY AUTO_INCREMENT, thread_id BIGINT, message_id BIGINT,"
        + " user_id BIGINT, type VARCHAR(20))",
    "wp_bm_moderation (id BIGINT PRIMARY KEY AUTO_INCREMENT, user_id BIGINT, thread_id BIGINT,"
        + " type VARCHAR(40), expiration DATETIME NULL, admin_id BIGINT)",
    "wp_bm_guests (id BIGINT PRIMARY KEY AUTO_INCREMENT, secret VARCHAR(30), name VARCHAR(255),"
        + " email VARCHAR(100), ip VARCHAR(40), meta LONGTEXT, deleted_at DATETIME NULL)",
  };

  private final MariaDbServer server;
  private final String schema;

  /// With empty tables.
  public WordPressSource(MariaDbServer server) {
    this.server = server;
    this.schema = server.newSchema();
    for (String table : TABLES) {
      execute("CREATE TABLE " + table + " DEFAULT CHARSET=utf8mb4");
    }
    // Whoever may do no more than this cannot change anything.
    server.execute(
        "CREATE USER '%1$s'@'%%' IDENTIFIED BY '%2$s'".formatted(schema, MariaDbServer.PASSWORD));
    server.execute("GRANT SELECT ON %1$s.* TO '%1$s'@'%%'".formatted(schema));
  }

  public String url() {
    return "jdbc:mariadb://127.0.0.1:%d/%s".formatted(server.port(), schema);
  }

  /// Who may read there, by the password of [MariaDbServer].
  public String reader() {
    return schema;
  }

  /// Whether it is being asked this now.
  public boolean isAsked(String sql) {
    try (Connection root = server.connect("mysql", "root", "");
        PreparedStatement statement =
            root.prepareStatement(
                "SELECT COUNT(*) FROM information_schema.processlist"
                    + " WHERE user = ? AND INSTR(info, ?) > 0")) {
      statement.setString(1, schema);
      statement.setString(2, sql);
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return found.getLong(1) > 0;
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Whoever reads it now loses her connection.
  public void cutOff() {
    try (Connection root = server.connect("mysql", "root", "");
        Statement statement = root.createStatement();
        ResultSet readers =
            statement.executeQuery(
                "SELECT id FROM information_schema.processlist WHERE user = '" + schema + "'")) {
      while (readers.next()) {
        server.execute("KILL " + readers.getLong(1));
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// All that is in it.
  public List<String> dump() {
    List<String> rows = new ArrayList<>();
    try (Connection connection = server.connect(schema, schema, MariaDbServer.PASSWORD);
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        String name = table.substring(0, table.indexOf(' '));
        try (ResultSet row = statement.executeQuery("SELECT * FROM " + name)) {
          while (row.next()) {
            StringBuilder values = new StringBuilder(name);
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              values.append(' ').append(row.getString(i));
            }
            rows.add(values.toString());
          }
        }
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return rows;
  }

  public void execute(String sql) {
    try (Connection connection = server.connect(schema, "sealmesh", MariaDbServer.PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(sql, failure);
    }
  }

  /// Whether rows that cannot be read stop the import.
  public enum BadRows {
    STOP,
    SKIPPED
  }

  public BetterMessagesConfig config(BadRows bad) {
    return new BetterMessagesConfig(
        url(),
        reader(),
        Optional.of(new Secret(MariaDbServer.PASSWORD)),
        "wp_",
        "wp-",
        bad == BadRows.SKIPPED);
  }

  public void person(long id, String login, String name) {
    execute(
        "INSERT INTO wp_users (ID, user_login, display_name) VALUES (%d, '%s', '%s')"
            .formatted(id, login, name));
  }

  public void guest(long id, String name, String email) {
    execute(
        "INSERT INTO wp_bm_guests (id, secret, name, email, ip) VALUES (%d, 's', '%s', '%s', '::1')"
            .formatted(id, name, email));
  }

  public void thread(long id, String type, String subject, long... recipients) {
    execute(
        "INSERT INTO wp_bm_threads (id, type, subject) VALUES (%d, '%s', '%s')"
            .formatted(id, type, subject));
    for (long recipient : recipients) {
      execute(
          "INSERT INTO wp_bm_message_recipients (thread_id, user_id) VALUES (%d, %d)"
              .formatted(id, recipient));
    }
  }

  /// @param createdAt as the plug-in writes it
  public void message(long id, long thread, long sender, long createdAt, String html) {
    execute(
        ("INSERT INTO wp_bm_message_messages (id, thread_id, sender_id, created_at, message)"
                + " VALUES (%d, %d, %d, %d, '%s')")
            .formatted(id, thread, sender, createdAt, html));
  }

  public void unread(long thread, long person, int count) {
    execute(
        "UPDATE wp_bm_message_recipients SET unread_count = %d WHERE thread_id = %d AND user_id = %d"
            .formatted(count, thread, person));
  }

  /// @param ends a date; null if it lasts
  public void moderation(long thread, long person, String type, String ends) {
    execute(
        "INSERT INTO wp_bm_moderation (thread_id, user_id, type, expiration) VALUES (%d, %d, '%s', %s)"
            .formatted(thread, person, type, ends == null ? "NULL" : "'" + ends + "'"));
  }

  public void meta(long message, String key, String value) {
    execute(
        "INSERT INTO wp_bm_message_meta (bm_message_id, meta_key, meta_value) VALUES (%d, '%s', '%s')"
            .formatted(message, key, value));
  }
}
