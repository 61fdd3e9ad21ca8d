package org.sealmesh.persistence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.ErasureCommand;
import org.sealmesh.origin.persistence.ErasureCommand.Confirming;
import org.sealmesh.origin.persistence.ErasureCommand.ErasureFound;
import org.sealmesh.origin.persistence.ErasureCommand.ErasureSearch;
import org.sealmesh.origin.persistence.ErasureCommand.Presence;
import org.sealmesh.origin.persistence.ErasureCommand.Tenure;
import org.sealmesh.origin.persistence.ErasureCommand.Tenures;
import org.sealmesh.origin.persistence.ErasureCommand.WalkTrace;
import org.sealmesh.origin.persistence.ErasureCommand.Walking;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Found;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Wishes to be erased, and their work. docs/data.md says of every column what becomes of it.
final class ErasureStore {
  static final int LIMIT_MAX = 1000;
  private static final int COUNT = Codes.of(JobCommand.Kind.COUNT);
  private static final String WISH =
      "SELECT id, state, requested_at, done, total, result, expires_at FROM bm_privacy_jobs"
          + " WHERE user_id = ? AND kind = "
          + COUNT
          + " AND (expires_at IS NULL OR expires_at > ?)";

  private final Database database;
  private final Clock clock;
  private final Ids ids;
  private final Bodies bodies;

  ErasureStore(Database database, Clock clock, Ids ids, Bodies bodies) {
    this.bodies = bodies;
    this.database = database;
    this.clock = clock;
    this.ids = ids;
  }

  Object on(ErasureCommand command) {
    return switch (command) {
      case ErasureCommand.OpenErasure c -> open(c);
      case ErasureCommand.FindErasure c -> find(c);
      case ErasureCommand.CancelErasure c -> cancel(c);
      case ErasureCommand.ConfirmErasure c -> confirm(c);
      case ErasureCommand.ListTenures c -> tenures(c);
      case WalkTrace c -> walk(c);
    };
  }

  private ErasureFound open(ErasureCommand.OpenErasure command) {
    JobId fresh = ids.job();
    return database.write(
        Durability.KEPT,
        session -> {
          // Of two requests at once the second one finds what the first one began.
          BlockStore.lock(session, command.user());
          Optional<ErasureFound> open = wish(session, command.user());
          if (open.isPresent()) {
            return open.get();
          }
          JobStore.begin(session, fresh, COUNT, command.user(), clock.now());
          return wish(session, command.user()).orElseThrow();
        });
  }

  private Optional<ErasureFound> wish(Session session, UserId user) {
    return session.line(WISH, user, clock.now()).map(ErasureStore::found);
  }

  private static ErasureFound found(Line line) {
    return new ErasureFound(
        JobId.of(line.bytes("id")),
        Codes.exportState(line.integer("state")),
        line.instant("requested_at"),
        line.number("done"),
        line.number("total"),
        line.textOrNull("result"),
        line.instantOrNull("expires_at"));
  }

  private ErasureSearch find(ErasureCommand.FindErasure command) {
    return database
        .glance(session -> wish(session, command.user()))
        .<ErasureSearch>map(found -> found)
        .orElseGet(ErasureCommand.NoErasure::new);
  }

  private Found cancel(ErasureCommand.CancelErasure command) {
    return database.write(
        Durability.KEPT,
        session ->
            session.count(
                        "DELETE FROM bm_privacy_jobs WHERE user_id = ? AND kind = " + COUNT,
                        command.user())
                    > 0
                ? Found.THERE
                : Found.NOT_THERE);
  }

  private Confirming confirm(ErasureCommand.ConfirmErasure command) {
    return database.write(
        Durability.KEPT,
        session -> {
          // Whoever is about to sign in, or to talk to her, waits for this row too.
          BlockStore.lock(session, command.user());
          ErasureFound wish = wish(session, command.user()).orElse(null);
          if (wish == null || !wish.job().equals(command.job())) {
            return new ErasureCommand.NothingToConfirm();
          }
          if (wish.state() != Export.State.READY) {
            return new ErasureCommand.NotCounted();
          }
          if (Holds.cover(session, command.user())) {
            return new ErasureCommand.OnHold();
          }
          session.write(
              "UPDATE bm_privacy_jobs SET kind = ?, state = ?, checkpoint = NULL, done = 0,"
                  + " lease_until = 0, expires_at = NULL WHERE id = ?",
              Codes.of(JobCommand.Kind.ERASE),
              Codes.of(Export.State.WAITING),
              command.job());
          return new ErasureCommand.Confirmed(lockOut(session, command.user()));
        });
  }

  /// Erases somebody who has not asked for it: what becomes of her words is what the setting says.
  static void begin(Session session, JobId job, UserId user, Instant now) {
    session.write("DELETE FROM bm_privacy_jobs WHERE user_id = ? AND kind = " + COUNT, user);
    JobStore.begin(session, job, Codes.of(JobCommand.Kind.ERASE), user, now);
    lockOut(session, user);
  }

  /// What she was called, and every way in, goes at once; what others may name goes last.
  private static RoutingId lockOut(Session session, UserId user) {
    session.write(
        "UPDATE bm_users SET kind = ?, login = NULL, login_key = NULL, name = '', name_key = ?,"
            + " password_hash = NULL, email = NULL, sso_subject = NULL WHERE id = ?",
        Codes.ERASED,
        new byte[0],
        user);
    session.write("UPDATE bm_sessions SET expires_at = 0 WHERE user_id = ?", user);
    showOtherwise(session, user);
    return session.line("SELECT rid FROM bm_users WHERE id = ?", user).orElseThrow().rid("rid");
  }

  /// What syncs show of her has changed wherever she is listed. In a room nobody is: to count there
  /// would make every member's next sync a whole one.
  static void showOtherwise(Session session, UserId user) {
    session.write(
        "UPDATE bm_conversations SET shown_version = shown_version + 1 WHERE id IN"
            + " (SELECT conversation_id FROM bm_participants"
            + " WHERE user_id = ? AND until_epoch = 0) AND kind <> "
            + Codes.of(ConversationKind.ROOM),
        user);
  }

  private Tenures tenures(ErasureCommand.ListTenures command) {
    requireLimit(command.limit());
    List<Line> lines =
        database.read(session ->
            session.lines(
                "SELECT conversation_id, MIN(until_epoch) AS until_epoch FROM bm_participants"
                    + " WHERE user_id = ? AND conversation_id > ? GROUP BY conversation_id"
                    + " ORDER BY conversation_id LIMIT ?",
                command.user(),
                Place.parse(command.after()).conversation(),
                command.limit()));
    return new Tenures(
        lines.stream().map(ErasureStore::tenure).toList(), next(lines, command.limit()));
  }

  private static Tenure tenure(Line line) {
    return new Tenure(
        line.conversation("conversation_id"),
        line.integer("until_epoch") == 0 ? Presence.MEMBER : Presence.FORMER);
  }

  private static @Nullable String next(List<Line> lines, int limit) {
    return lines.size() < limit
        ? null
        : new Place(lines.getLast().bytes("conversation_id"), 0, 0, 0).text();
  }

  /// A kill that takes it back has it done again.
  private Walking walk(WalkTrace command) {
    requireLimit(command.limit());
    return switch (command.act()) {
      case COUNT -> database.read(session -> walk(session, command));
      case ERASE -> database.write(Durability.SOON, session -> walk(session, command));
    };
  }

  private Walking walk(Session session, WalkTrace command) {
    return switch (command.trace()) {
      case COPIES -> TraceRows.copies(session, command);
      case CONVERSATIONS ->
          throw new IllegalArgumentException("conversations are left, each by its ledger");
      case MESSAGES -> TraceMessages.walk(session, bodies, command);
      case CALLS -> TraceRows.calls(session, command);
      case BLOCKS -> TraceRows.blocks(session, command);
      case REQUESTS -> TraceRows.requests(session, command);
      case DEVICES -> TraceRows.devices(session, command);
      case ACCOUNT -> TraceRows.account(session, command, ids.rid());
    };
  }

  private static void requireLimit(int limit) {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("a page has 1 to 1,000 rows");
    }
  }
}
