package org.sealmesh.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Found;
import org.sealmesh.origin.persistence.JobCommand.Hold;
import org.sealmesh.origin.persistence.JobCommand.Keeping;
import org.sealmesh.origin.persistence.JobCommand.LinkingExport;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Jobs of the privacy verticle, and whose turn they are.
///
/// Every change by a runner names its fence: the number grows inside the lock of the job's row, so
/// of two who believe to hold it one has the higher number, and only that one finds the row.
final class JobStore {
  /// Which checkpoints and archives this version writes and reads. Jobs of a later one stay as they
  /// are, for a node of that version.
  static final int FORMAT = 1;

  static final int CHECKPOINT_CHARS_MAX = 1024;
  private static final int EXPORT = Codes.of(JobCommand.Kind.EXPORT);
  private static final String OPEN = "state < " + Codes.of(Export.State.READY) + " AND kind ";
  private static final String EXPORT_COLUMNS =
      "SELECT id, state, requested_at, done, total, archive_bytes, failure, expires_at"
          + " FROM bm_privacy_jobs ";
  private static final String HELD =
      " WHERE id = ? AND fence = ? AND state = " + Codes.of(Export.State.RUNNING);

  private final Database database;
  private final Clock clock;
  private final Ids ids;
  private final String clockMs;

  JobStore(Database database, Clock clock, Ids ids) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.clockMs = database.engine().clockMs();
  }

  Object on(JobCommand command) {
    return switch (command) {
      case JobCommand.OpenExport c -> open(c);
      case JobCommand.ListExports c -> list(c);
      case JobCommand.DeleteExport c -> delete(c);
      case JobCommand.LinkExport c -> link(c);
      case JobCommand.FindLink c -> findLink(c);
      case JobCommand.TakeJob c -> take(c);
      case JobCommand.SaveJob c -> save(c);
      case JobCommand.RenewJob c -> lease(c.hold(), c.lease());
      case JobCommand.FinishJob c -> finish(c);
      case JobCommand.FailJob c -> fail(c);
      case JobCommand.RecordJob c -> record(c);
      case JobCommand.ReleaseJob c -> lease(c.hold(), c.after());
      case JobCommand.SweepJobs c -> sweep();
    };
  }

  private JobCommand.OpeningExport open(JobCommand.OpenExport command) {
    JobId fresh = ids.job();
    return database.write(
        Durability.KEPT,
        session -> {
          // Of two requests at once the second one finds what the first one began.
          BlockStore.lock(session, command.user());
          List<Export> kept = exports(session, command.user());
          Optional<Export> open = kept.stream().filter(JobStore::isOpen).findFirst();
          if (open.isPresent()) {
            return new JobCommand.ExportOpened(open.get());
          }
          if (kept.size() >= command.keptMax()) {
            return new JobCommand.ExportsFull(command.keptMax());
          }
          begin(session, fresh, EXPORT, command.user(), clock.now());
          return new JobCommand.ExportOpened(
              exports(session, command.user()).stream()
                  .filter(export -> export.id().equals(fresh))
                  .findFirst()
                  .orElseThrow());
        });
  }

  /// A job that waits for whoever takes it.
  static void begin(Session session, JobId job, int kind, UserId user, Instant now) {
    session.write(
        "INSERT INTO bm_privacy_jobs (id, kind, format, user_id, state, requested_at, done,"
            + " total, fence, lease_until) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0)",
        job,
        kind,
        FORMAT,
        user,
        Codes.of(Export.State.WAITING),
        now);
  }

  private static boolean isOpen(Export export) {
    return export.state() == Export.State.WAITING || export.state() == Export.State.RUNNING;
  }

  private JobCommand.ExportList list(JobCommand.ListExports command) {
    return new JobCommand.ExportList(database.glance(session -> exports(session, command.user())));
  }

  /// As many as are kept of one person at a time, at most.
  private static List<Export> exports(Session session, UserId user) {
    return session
        .lines(
            EXPORT_COLUMNS
                + "WHERE user_id = ? AND kind = "
                + EXPORT
                + " ORDER BY requested_at DESC, id",
            user)
        .stream()
        .map(JobStore::export)
        .toList();
  }

  private static Export export(Line line) {
    Long failure = line.numberOrNull("failure");
    return new Export(
        JobId.of(line.bytes("id")),
        Codes.exportState(line.integer("state")),
        line.instant("requested_at"),
        line.number("done"),
        line.number("total"),
        line.instantOrNull("expires_at"),
        line.numberOrNull("archive_bytes"),
        failure == null ? null : Codes.exportFailure(Math.toIntExact(failure)));
  }

  private Found delete(JobCommand.DeleteExport command) {
    return database.write(
        Durability.KEPT,
        session ->
            session.count(
                        "DELETE FROM bm_privacy_jobs WHERE id = ? AND user_id = ? AND kind = "
                            + EXPORT,
                        command.job(),
                        command.user())
                    > 0
                ? Found.THERE
                : Found.NOT_THERE);
  }

  private LinkingExport link(JobCommand.LinkExport command) {
    return database.write(
        Durability.KEPT,
        session -> {
          Optional<Line> job =
              session.line(
                  "SELECT state FROM bm_privacy_jobs WHERE id = ? AND user_id = ? AND kind = "
                      + EXPORT
                      + " FOR UPDATE",
                  command.job(),
                  command.user());
          if (job.isEmpty()) {
            return LinkingExport.NOT_THERE;
          }
          if (Codes.exportState(job.get().integer("state")) != Export.State.READY) {
            return LinkingExport.NOT_READY;
          }
          session.write(
              "UPDATE bm_privacy_jobs SET link_hash = ?, link_until = ? WHERE id = ?",
              command.secretHash(),
              command.expires(),
              command.job());
          return LinkingExport.LINKED;
        });
  }

  private JobCommand.LinkSearch findLink(JobCommand.FindLink command) {
    // Found by its hash: how long a comparison takes tells nothing of a secret that fits.
    return database
        .read(session ->
            session.line(
                "SELECT id, archive, requested_at FROM bm_privacy_jobs WHERE link_hash = ?"
                    + " AND link_until > ? AND expires_at > ? AND archive IS NOT NULL",
                command.secretHash(),
                clock.now(),
                clock.now()))
        .<JobCommand.LinkSearch>map(line ->
            new JobCommand.LinkFound(
                JobId.of(line.bytes("id")), line.text("archive"), line.instant("requested_at")))
        .orElseGet(JobCommand.NoLink::new);
  }

  private JobCommand.Taking take(JobCommand.TakeJob command) {
    return database.write(
        // A number that was given out is never given out again.
        Durability.KEPT,
        session -> {
          Optional<Line> job =
              session.line(
                  "SELECT id, kind, user_id, requested_at, result, checkpoint, done, total, fence"
                      + " FROM bm_privacy_jobs WHERE "
                      + OPEN
                      + kinds(command.lane())
                      + " AND format <= "
                      + FORMAT
                      + " AND lease_until <= "
                      + clockMs
                      + " ORDER BY requested_at, id LIMIT 1 FOR UPDATE");
          if (job.isEmpty()) {
            return new JobCommand.NothingToDo();
          }
          Line line = job.get();
          Hold hold = new Hold(JobId.of(line.bytes("id")), line.number("fence") + 1);
          session.write(
              "UPDATE bm_privacy_jobs SET state = ?, fence = ?, lease_until = "
                  + clockMs
                  + " + ? WHERE id = ?",
              Codes.of(Export.State.RUNNING),
              hold.fence(),
              command.lease().toMillis(),
              hold.job());
          return new JobCommand.Taken(
              hold,
              Codes.jobKind(line.integer("kind")),
              line.user("user_id"),
              line.instant("requested_at"),
              line.textOrNull("result"),
              progress(line));
        });
  }

  /// Kinds of a later version are left to nodes of that version.
  private static String kinds(JobCommand.Lane lane) {
    return switch (lane) {
      case PEOPLE -> between(EXPORT, Codes.of(JobCommand.Kind.ERASE));
      case SITE -> between(Codes.of(JobCommand.Kind.PREVIEW), Codes.of(JobCommand.Kind.RETENTION));
    };
  }

  private static String between(int first, int last) {
    return "BETWEEN " + first + " AND " + last;
  }

  private static JobCommand.@Nullable Progress progress(Line line) {
    String checkpoint = line.textOrNull("checkpoint");
    return checkpoint == null
        ? null
        : new JobCommand.Progress(checkpoint, line.number("done"), line.number("total"));
  }

  /// Forgotten by a kill, it is done again from the checkpoint before.
  private Keeping save(JobCommand.SaveJob command) {
    JobCommand.Progress progress = command.progress();
    if (progress.checkpoint().length() > CHECKPOINT_CHARS_MAX) {
      throw new IllegalArgumentException("a checkpoint has 1,024 characters at most");
    }
    return held(
        Durability.SOON,
        "UPDATE bm_privacy_jobs SET checkpoint = ?, done = ?, total = ?, lease_until = "
            + clockMs
            + " + ?"
            + HELD,
        progress.checkpoint(),
        progress.done(),
        progress.total(),
        command.lease().toMillis(),
        command.hold().job(),
        command.hold().fence());
  }

  private Keeping finish(JobCommand.FinishJob command) {
    return held(
        Durability.KEPT,
        "UPDATE bm_privacy_jobs SET state = ?, archive = ?, archive_bytes = ?, expires_at = ?,"
            + " checkpoint = NULL"
            + HELD,
        Codes.of(Export.State.READY),
        command.archive(),
        command.bytes(),
        command.expires(),
        command.hold().job(),
        command.hold().fence());
  }

  private Keeping fail(JobCommand.FailJob command) {
    return held(
        Durability.KEPT,
        "UPDATE bm_privacy_jobs SET state = ?, failure = ?, expires_at = ?,"
            + " checkpoint = NULL"
            + HELD,
        Codes.of(Export.State.FAILED),
        Codes.of(command.failure()),
        command.expires(),
        command.hold().job(),
        command.hold().fence());
  }

  private Keeping record(JobCommand.RecordJob command) {
    if (command.result().length() > CHECKPOINT_CHARS_MAX) {
      throw new IllegalArgumentException("a result has 1,024 characters at most");
    }
    return held(
        Durability.KEPT,
        "UPDATE bm_privacy_jobs SET state = ?, result = ?, expires_at = ?, checkpoint = NULL"
            + HELD,
        Codes.of(Export.State.READY),
        command.result(),
        command.expires(),
        command.hold().job(),
        command.hold().fence());
  }

  /// Nobody else takes it for that long, by the database's clock.
  private Keeping lease(Hold hold, Duration from) {
    return held(
        Durability.SOON,
        "UPDATE bm_privacy_jobs SET lease_until = " + clockMs + " + ?" + HELD,
        from.toMillis(),
        hold.job(),
        hold.fence());
  }

  /// @param sql ends with [#HELD], and the values with the hold
  private Keeping held(Durability durability, String sql, Object... values) {
    return database.write(durability, session -> session.count(sql, values)) > 0
        ? Keeping.KEPT
        : Keeping.LOST;
  }

  private JobCommand.JobsKept sweep() {
    return database.write(
        Durability.KEPT,
        session -> {
          session.count("DELETE FROM bm_privacy_jobs WHERE expires_at <= ?", clock.now());
          return new JobCommand.JobsKept(
              session.lines("SELECT id FROM bm_privacy_jobs").stream()
                  .map(line -> JobId.of(line.bytes("id")))
                  .toList());
        });
  }
}
