package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ClientId;

/// Remembers what was acknowledged, and compares it with what is stored after a kill.
final class Witness implements Writers.Record {
  private final Map<Long, String> acknowledged = new HashMap<>();
  private long reserved;
  private int failures;

  @Override
  public synchronized void appended(Seq seq, ClientId clientId) {
    String before = acknowledged.put(seq.value(), clientId.text());
    assertThat(before).as("one seq, acknowledged once").isNull();
    notifyAll();
  }

  @Override
  public synchronized void reserved(long total) {
    reserved = Math.max(reserved, total);
  }

  @Override
  public synchronized void failed() {
    failures++;
    notifyAll();
  }

  synchronized int acknowledged() {
    return acknowledged.size();
  }

  synchronized void awaitAcknowledged(int count) throws InterruptedException {
    while (acknowledged.size() < count) {
      wait();
    }
  }

  /// Until all writers have given up.
  synchronized void awaitFailures(int count) throws InterruptedException {
    while (failures < count) {
      wait();
    }
    failures = 0;
  }

  /// Everything that was acknowledged is there, and no seq is missing or doubled.
  ///
  /// @return how many events are there
  synchronized long check(Connection connection) throws SQLException {
    Map<Long, String> stored = new HashMap<>();
    long head = 0;
    long total;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT e.seq, m.body FROM bm_events e JOIN bm_messages m"
                  + " ON m.conversation_id = e.conversation_id AND m.id = e.message_id")) {
        while (rows.next()) {
          stored.put(rows.getLong(1), new String(rows.getBytes(2), StandardCharsets.UTF_8));
        }
      }
      try (ResultSet rows = statement.executeQuery("SELECT head FROM bm_conversations")) {
        while (rows.next()) {
          head = rows.getLong(1);
        }
      }
      try (ResultSet rows = statement.executeQuery("SELECT MAX(reserved_seals) FROM bm_keys")) {
        rows.next();
        total = rows.getLong(1);
      }
    }
    assertThat(stored).containsAllEntriesOf(acknowledged);
    assertThat(total).as("seals reserved, beside head " + head).isGreaterThanOrEqualTo(reserved);
    for (long seq = 2; seq <= head; seq++) {
      assertThat(stored).containsKey(seq);
    }
    assertThat((long) stored.size()).isEqualTo(Math.max(0, head - 1));
    return head;
  }
}
