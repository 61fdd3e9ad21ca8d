package org.sealmesh.persistence;

import java.time.Instant;
import java.util.List;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.persistence.ledger.Work;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Line;

/// Ends calls whose time is over, and lets those go who have fallen silent in one, a bounded number
/// of calls at a time.
///
/// Every process of the origin does so, and none counts on it: which calls are overdue stands in
/// the database, and whether one really is, is decided under the lock of its conversation. So two
/// that find the same one end it once, and what a process that dies has not done the next sweep
/// does.
final class CallSweep {
  private final Database database;
  private final Appender appender;
  private final Clock clock;
  private final PersistenceConfig.Calls config;

  /// Nobody could say anything before.
  private Instant reachableSince;

  CallSweep(Database database, Appender appender, Clock clock, PersistenceConfig.Calls config) {
    this.database = database;
    this.appender = appender;
    this.clock = clock;
    this.config = config;
    this.reachableSince = clock.now();
  }

  /// From now on those in a call can say again that they are: they get their time to do so.
  void restartGrace() {
    reachableSince = clock.now();
  }

  /// @return how many calls seemed overdue
  int run() {
    Instant now = clock.now();
    boolean graceIsOver = !now.isBefore(reachableSince.plus(config.grace()));
    List<Line> overdue =
        database.glance(session ->
            session.lines(
                "SELECT id, conversation_id FROM bm_calls WHERE due_at <= ? AND opened_at >= ?"
                    + " ORDER BY due_at LIMIT "
                    + config.sweptMax(),
                now,
                graceIsOver ? Instant.EPOCH : reachableSince));
    for (Line line : overdue) {
      CallId call = CallId.of(line.bytes("id"));
      appender.take(new Work.Expiry(line.conversation("conversation_id"), call)).await();
    }
    return overdue.size();
  }
}
