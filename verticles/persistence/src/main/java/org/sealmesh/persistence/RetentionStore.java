package org.sealmesh.persistence;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Found;
import org.sealmesh.origin.persistence.RetentionCommand;
import org.sealmesh.origin.persistence.RetentionCommand.HoldsFound;
import org.sealmesh.origin.persistence.RetentionCommand.RunFound;
import org.sealmesh.origin.persistence.RetentionCommand.RunsFound;
import org.sealmesh.origin.privacy.AuditEntry.Act;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.LegalHold;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Runs of deleting by age, what they delete, and what is held back from them.
final class RetentionStore {
  static final int LIMIT_MAX = 1000;

  /// Whose the site's own jobs are.
  private static final UserId NOBODY = new UserId(new UUID(0, 0));

  private final Database database;
  private final Clock clock;
  private final Ids ids;
  private final AgedEvents events;
  private final AgedGuests guests;
  private final Audit audit;

  RetentionStore(Database database, Clock clock, Ids ids, Bodies bodies) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.events = new AgedEvents(database, bodies);
    this.guests = new AgedGuests(database, clock, ids);
    this.audit = new Audit(clock, ids);
  }

  Object on(RetentionCommand command) {
    return switch (command) {
      case RetentionCommand.OpenRun c -> openRun(c);
      case RetentionCommand.OpenPreview c -> openPreview(c.by());
      case RetentionCommand.FindRuns c -> database.glance(RetentionStore::runs);
      case RetentionCommand.WalkEvents c -> {
        requireLimit(c.limit());
        yield events.page(c);
      }
      case RetentionCommand.WalkCalls c -> {
        requireLimit(c.limit());
        yield AgedCalls.page(database, c);
      }
      case RetentionCommand.WalkGuests c -> {
        requireLimit(c.limit());
        yield guests.page(c);
      }
      case RetentionCommand.KeepFor c -> keepFor(c);
      case RetentionCommand.SetHold c ->
          database.write(Durability.KEPT, session -> Holds.set(session, c, audit, clock.now()));
      case RetentionCommand.LiftHold c ->
          database.write(Durability.KEPT, session -> Holds.lift(session, c, audit));
      case RetentionCommand.ListHolds c -> {
        requireLimit(c.limit());
        yield new HoldsFound(database.glance(session -> Holds.list(session, c.limit())));
      }
    };
  }

  /// Asked again and again by every process: the lock is for the one time that there is something
  /// to begin.
  private RunsFound openRun(RetentionCommand.OpenRun command) {
    RunsFound found = database.glance(RetentionStore::runs);
    if (!isDue(found.last(), command.every())) {
      return found;
    }
    JobId fresh = ids.job();
    return database.write(
        Durability.KEPT,
        session -> {
          lock(session);
          if (isDue(runs(session).last(), command.every())) {
            begin(session, fresh, JobCommand.Kind.RETENTION);
          }
          return runs(session);
        });
  }

  private boolean isDue(@Nullable RunFound last, Duration every) {
    return last == null || !isOpen(last) && !clock.now().isBefore(last.requestedAt().plus(every));
  }

  private RunsFound openPreview(UserId by) {
    JobId fresh = ids.job();
    return database.write(
        Durability.KEPT,
        session -> {
          lock(session);
          RunFound preview = runs(session).preview();
          if (preview == null || !isOpen(preview)) {
            session.count(
                "DELETE FROM bm_privacy_jobs WHERE user_id = ? AND kind = ?",
                NOBODY,
                Codes.of(JobCommand.Kind.PREVIEW));
            begin(session, fresh, JobCommand.Kind.PREVIEW);
            audit.write(session, by, Act.PREVIEWED);
          }
          return runs(session);
        });
  }

  /// Of two processes that want to begin one, the second finds what the first has begun.
  private static void lock(Session session) {
    session.line("SELECT id FROM bm_site WHERE id = 1 FOR UPDATE");
  }

  private void begin(Session session, JobId job, JobCommand.Kind kind) {
    JobStore.begin(session, job, Codes.of(kind), NOBODY, clock.now());
  }

  private static boolean isOpen(RunFound run) {
    return run.state() == Export.State.WAITING || run.state() == Export.State.RUNNING;
  }

  private static RunsFound runs(Session session) {
    return new RunsFound(
        latest(session, JobCommand.Kind.RETENTION).orElse(null),
        latest(session, JobCommand.Kind.PREVIEW).orElse(null));
  }

  private static Optional<RunFound> latest(Session session, JobCommand.Kind kind) {
    return session
        .line(
            "SELECT id, state, requested_at, checkpoint, result FROM bm_privacy_jobs"
                + " WHERE user_id = ? AND kind = ? ORDER BY requested_at DESC LIMIT 1",
            NOBODY,
            Codes.of(kind))
        .map(RetentionStore::run);
  }

  private static RunFound run(Line line) {
    return new RunFound(
        JobId.of(line.bytes("id")),
        Codes.exportState(line.integer("state")),
        line.instant("requested_at"),
        line.textOrNull("checkpoint"),
        line.textOrNull("result"));
  }

  private Found keepFor(RetentionCommand.KeepFor command) {
    Duration keptFor = command.keptFor();
    return database.write(
        Durability.KEPT,
        session -> {
          int found =
              session.count(
                  "UPDATE bm_conversations SET kept_for = ?, shown_version = shown_version + 1"
                      + " WHERE id = ?",
                  keptFor == null ? null : (Long) keptFor.toMillis(),
                  command.conversation());
          if (found == 0) {
            return Found.NOT_THERE;
          }
          audit.write(
              session,
              command.by(),
              keptFor == null ? Act.AGE_UNSET : Act.AGE_SET,
              LegalHold.Kind.CONVERSATION,
              command.conversation(),
              keptFor);
          return Found.THERE;
        });
  }

  static void requireLimit(int limit) {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("a page has 1 to 1,000 rows");
    }
  }
}
