package org.sealmesh.persistence;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.persistence.ledger.CallStanding.Seen;
import org.sealmesh.persistence.ledger.Work;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Line;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends calls whose time is over, and lets those go who have fallen silent in one, a bounded number
/// of calls at a time.
///
/// Every process of the origin does so, and none counts on it: which calls are overdue stands in
/// the database, and whether one really is, is decided under the lock of its conversation. So two
/// that find the same one end it once, and what a process that dies has not done the next sweep
/// does.
final class CallSweep {
  private static final Logger LOG = LoggerFactory.getLogger(CallSweep.class);

  private final Database database;
  private final Appender appender;
  private final Bus bus;
  private final Clock clock;
  private final PersistenceConfig.Calls config;

  /// Nobody could say anything right before.
  private Instant reachableSince;

  CallSweep(
      Database database, Appender appender, PersistenceConfig.Calls config, Surroundings around) {
    this.database = database;
    this.appender = appender;
    this.bus = around.bus();
    this.clock = around.clock();
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
                "SELECT id, conversation_id, opened_at, heard_at FROM bm_calls"
                    + " WHERE due_at <= ? AND opened_at >= ? ORDER BY due_at LIMIT "
                    + config.sweptMax(),
                now,
                graceIsOver ? Instant.EPOCH : reachableSince));
    List<Future<Sighted>> sightings = overdue.stream().map(this::sight).toList();
    for (int i = 0; i < overdue.size(); i++) {
      Line line = overdue.get(i);
      List<Seen> seen = seen(sightings.get(i).await(), line.instant("opened_at"), now);
      appender
          .take(new Work.Expiry(line.conversation("conversation_id"), call(line), seen))
          .await();
    }
    return overdue.size();
  }

  /// Relays are asked after those calls alone of which somebody may have wanted to say something
  /// while nobody could.
  private Future<Sighted> sight(Line line) {
    return line.instant("heard_at").isBefore(reachableSince)
        ? bus.ask(MeshAddresses.ROUTER, new RouterMessage.Sight(call(line)))
            .otherwise(this::unasked)
        : Future.succeededFuture(Sighted.NOBODY);
  }

  private Sighted unasked(Throwable failure) {
    LOG.warn("a call is ended without what relays saw of it: {}", failure.getMessage());
    return Sighted.NOBODY;
  }

  /// Within the time for which they are asked at all: whoever was there later could say so.
  private List<Seen> seen(Sighted sighted, Instant opened, Instant now) {
    return sighted.parties().stream()
        .map(s ->
            new Seen(
                s.party(),
                within(opened, now.minus(s.first())),
                within(opened, now.minus(s.last()))))
        .toList();
  }

  private Instant within(Instant opened, Instant at) {
    Instant notTooEarly = at.isBefore(opened) ? opened : at;
    return notTooEarly.isAfter(reachableSince) ? reachableSince : notTooEarly;
  }

  private static CallId call(Line line) {
    return CallId.of(line.bytes("id"));
  }
}
