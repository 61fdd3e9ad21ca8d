package org.sealmesh.persistence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.event.Event;
import org.sealmesh.origin.persistence.OutboxCommand;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.persistence.EntryWriter.Holder;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// What is committed and not yet delivered, and which process is to deliver it.
///
/// A row belongs to one holder at a time: only it can renew or finish the row, so that a process
/// which was thought dead cannot take away what another one is delivering by now.
final class OutboxStore {
  static final int TAKE_OVER_MAX = 1000;

  private final Database database;
  private final Clock clock;
  private final Holder holder;
  private final Timeline timeline;
  private final EventReader reader;
  private final String clockMs;

  OutboxStore(
      Database database, Clock clock, Holder holder, Timeline timeline, EventReader reader) {
    this.reader = reader;
    this.clock = clock;
    this.database = database;
    this.holder = holder;
    this.timeline = timeline;
    this.clockMs = database.engine().clockMs();
  }

  Object on(OutboxCommand command) {
    return switch (command) {
      case OutboxCommand.TakeOver c -> takeOver(c);
      case OutboxCommand.Renew c -> renew(c);
      case OutboxCommand.Finish c -> finish(c);
      case OutboxCommand.Measure c -> measure();
    };
  }

  private OutboxCommand.TakenOver takeOver(OutboxCommand.TakeOver command) {
    if (command.limit() < 1 || command.limit() > TAKE_OVER_MAX) {
      throw new IllegalArgumentException("1 to 1,000 rows are taken over at a time");
    }
    // A lease that a kill forgets has run out anyway for whoever comes after.
    return database.write(
        Durability.SOON,
        session -> {
          // Rows that another process is taking at this moment are waited for, and then are not
          // ours:
          // the database looks at the lease again once it has the lock.
          List<Line> rows =
              session.lines(
                  "SELECT conversation_id, seq FROM bm_outbox WHERE lease_until <= "
                      + clockMs
                      + " ORDER BY committed_at, conversation_id, seq LIMIT ? FOR UPDATE",
                  command.limit());
          session.writeAll(
              "UPDATE bm_outbox SET holder = ?, lease_until = "
                  + clockMs
                  + " + ? WHERE conversation_id = ? AND seq = ?",
              rows.stream()
                  .map(row ->
                      Values.of(
                          holder,
                          command.lease().toMillis(),
                          row.conversation("conversation_id"),
                          row.seq("seq")))
                  .toList());
          List<OutboxEntry> entries = new ArrayList<>();
          for (Line row : rows) {
            entries.addAll(entry(session, row.conversation("conversation_id"), row.seq("seq")));
          }
          return new OutboxCommand.TakenOver(entries);
        });
  }

  /// The event as it reads now: what was edited or deleted meanwhile goes out that way.
  private List<OutboxEntry> entry(Session session, ConversationId id, Seq seq) {
    Line line =
        session
            .line(
                "SELECT c.rid, c.kind, e.epoch, e.committed_at FROM bm_events e"
                    + " JOIN bm_conversations c ON c.id = e.conversation_id"
                    + " WHERE e.conversation_id = ? AND e.seq = ?",
                id,
                seq)
            .orElse(null);
    if (line == null) {
      return List.of();
    }
    ConversationKind kind = Codes.conversationKind(line.integer("kind"));
    List<Event> read = reader.read(session, id, kind, seq.value(), seq.value());
    if (read.isEmpty()) {
      // Nobody is left in it: it is being deleted.
      return List.of();
    }
    Event event = read.getFirst();
    RoutingId rid = line.rid("rid");
    return List.of(
        new OutboxEntry(
            id,
            rid,
            timeline,
            line.epoch("epoch"),
            line.instant("committed_at"),
            kind == ConversationKind.ROOM ? List.of(rid) : targets(session, id, event),
            event));
  }

  /// Those who may read the event: members now whose floor is not above it, and whoever it removed.
  private static List<RoutingId> targets(Session session, ConversationId id, Event event) {
    List<RoutingId> rids = new ArrayList<>();
    session
        .lines(
            "SELECT u.rid FROM bm_participants p JOIN bm_users u ON u.id = p.user_id"
                + " WHERE p.conversation_id = ? AND p.until_epoch = 0 AND p.floor_seq <= ?"
                + " ORDER BY p.user_id",
            id,
            event.seq())
        .forEach(line -> rids.add(line.rid("rid")));
    if (event instanceof Event.MemberRemoved removed) {
      LedgerStore.member(session, removed.member())
          .filter(member -> !rids.contains(member.rid()))
          .ifPresent(member -> rids.add(member.rid()));
    }
    return rids;
  }

  private OutboxCommand.Renewed renew(OutboxCommand.Renew command) {
    return database.write(
        Durability.SOON,
        session -> {
          session.writeAll(
              "UPDATE bm_outbox SET lease_until = "
                  + clockMs
                  + " + ? WHERE conversation_id = ? AND seq = ? AND holder = ?",
              command.rows().stream()
                  .map(row ->
                      Values.of(command.lease().toMillis(), row.conversation(), row.seq(), holder))
                  .toList());
          return new OutboxCommand.Renewed();
        });
  }

  /// Reads the whole table, which holds what was committed in the last minute and hardly anything
  /// else: asked every few seconds that is next to nothing.
  private OutboxCommand.Measured measure() {
    Line line =
        database.glance(session ->
            session
                .line("SELECT COUNT(*) AS n, MIN(committed_at) AS oldest FROM bm_outbox")
                .orElseThrow());
    Long oldestMs = line.numberOrNull("oldest");
    // The time of a commit is by this clock or another node's: they may differ by a little.
    long ageMs = oldestMs == null ? 0 : Math.max(0, clock.now().toEpochMilli() - oldestMs);
    return new OutboxCommand.Measured(line.number("n"), Duration.ofMillis(ageMs));
  }

  private OutboxCommand.Finished finish(OutboxCommand.Finish command) {
    // If a kill forgets it, the event is delivered once more, which does no harm.
    return database.write(
        Durability.SOON,
        session -> {
          session.writeAll(
              "DELETE FROM bm_outbox WHERE conversation_id = ? AND seq = ? AND holder = ?",
              command.rows().stream()
                  .map(row -> Values.of(row.conversation(), row.seq(), holder))
                  .toList());
          return new OutboxCommand.Finished();
        });
  }
}
