package org.sealmesh.persistence;

import java.time.Duration;
import java.time.Instant;
import org.sealmesh.bus.Clock;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;

/// Deletes what has expired, a bounded number of rows per transaction, so that nobody waits long
/// for a lock.
final class Purge {
  private static final int ROWS = 1000;

  private final Database database;
  private final Clock clock;
  private final Duration clientIdsKept;
  private final Duration auditKept;

  Purge(Database database, Clock clock, PersistenceConfig.Times times) {
    this.database = database;
    this.clock = clock;
    this.clientIdsKept = times.clientIdsKept();
    this.auditKept = times.auditKept();
  }

  /// @return rows deleted
  int run() {
    Instant now = clock.now();
    Instant oldest = now.minus(clientIdsKept);
    return purge("bm_client_ids", "committed_at", oldest)
        + purge("bm_creations", "created_at", oldest)
        + purge("bm_audit", "done_at", now.minus(auditKept))
        + purge("bm_sessions", "expires_at", now)
        + purge("bm_sso_tokens", "expires_at", now)
        + purgeLobbies();
  }

  /// Of a call that is over nobody asks any more who was let in.
  private int purgeLobbies() {
    return database.write(
        Durability.SOON,
        session ->
            session.count(
                "DELETE FROM bm_call_admissions WHERE call_id IN"
                    + " (SELECT id FROM bm_calls WHERE ended_at IS NOT NULL)"));
  }

  private int purge(String table, String column, Instant before) {
    int purged = 0;
    int last = ROWS;
    while (last == ROWS) {
      last =
          database.write(
              Durability.SOON,
              session ->
                  session.count(
                      "DELETE FROM " + table + " WHERE " + column + " < ? LIMIT " + ROWS, before));
      purged += last;
    }
    return purged;
  }
}
