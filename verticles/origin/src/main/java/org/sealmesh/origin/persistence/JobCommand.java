package org.sealmesh.origin.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.privacy.Export;

/// The jobs of the privacy verticle, as they stand in the database.
///
/// A job has one runner at a time: whoever takes it holds it for a lease by the database's clock,
/// and gets a number that is one higher each time it is taken (a fencing token). What a runner
/// saves counts only while its number is the highest, so that one that was thought dead changes
/// nothing any more.
public sealed interface JobCommand extends PersistenceMessage {

  /// The outcome is durable before it is answered; the same again finds the open one.
  ///
  /// @param keptMax how many of one person may be kept at a time
  record OpenExport(UserId user, int keptMax) implements JobCommand, Ask<OpeningExport> {}

  /// Newest first.
  record ListExports(UserId user) implements JobCommand, Ask<ExportList> {}

  /// Its runner hears of it when it next saves. The answer says whether there was one.
  record DeleteExport(UserId user, JobId job) implements JobCommand, Ask<Found> {}

  /// @param secretHash nobody else's
  record LinkExport(UserId user, JobId job, byte[] secretHash, Instant expires)
      implements JobCommand, Ask<LinkingExport> {}

  record FindLink(byte[] secretHash) implements JobCommand, Ask<LinkSearch> {}

  /// Takes the oldest open job of a lane that nobody holds and that this version understands.
  record TakeJob(Lane lane, Duration lease) implements JobCommand, Ask<Taking> {}

  /// Says how far a job has come, and holds it for another lease.
  record SaveJob(Hold hold, Progress progress, Duration lease)
      implements JobCommand, Ask<Keeping> {}

  /// Holds a job for another lease, if it is held still.
  record RenewJob(Hold hold, Duration lease) implements JobCommand, Ask<Keeping> {}

  /// There is an archive.
  ///
  /// @param archive its name in the job's folder
  record FinishJob(Hold hold, String archive, long bytes, Instant expires)
      implements JobCommand, Ask<Keeping> {}

  /// There will be none. It is told for as long as an archive would be kept.
  record FailJob(Hold hold, Export.Failure failure, Instant expires)
      implements JobCommand, Ask<Keeping> {}

  /// It has come to its end without an archive, and is kept as the record of that.
  ///
  /// @param result as only the runner reads it; at most 1 KiB
  record RecordJob(Hold hold, String result, Instant expires) implements JobCommand, Ask<Keeping> {}

  /// Gives a job back before its lease ends, to be taken again after a while.
  record ReleaseJob(Hold hold, Duration after) implements JobCommand, Ask<Keeping> {}

  /// Forgets what has expired, and tells what there is.
  record SweepJobs() implements JobCommand, Ask<JobsKept> {}

  /// The right to run a job.
  ///
  /// @param fence how often the job has been taken, this time included: higher than that of
  ///   everybody who held it before
  record Hold(JobId job, long fence) {}

  /// @param checkpoint from where on to go on, as only the runner reads it; at most 1 KiB
  record Progress(String checkpoint, long done, long total) {}

  /// The outcome of [OpenExport].
  sealed interface OpeningExport permits ExportOpened, ExportsFull {}

  record ExportOpened(Export export) implements OpeningExport {}

  record ExportsFull(int max) implements OpeningExport {}

  record ExportList(List<Export> exports) {
    public ExportList {
      exports = List.copyOf(exports);
    }
  }

  /// Whether there was what it is about.
  enum Found {
    THERE,
    NOT_THERE
  }

  /// The outcome of [LinkExport].
  enum LinkingExport {
    LINKED,
    NOT_READY,
    NOT_THERE
  }

  /// The outcome of [FindLink].
  sealed interface LinkSearch permits LinkFound, NoLink {}

  record LinkFound(JobId job, String archive, Instant requestedAt) implements LinkSearch {}

  /// Nobody has such a link, or not any more.
  record NoLink() implements LinkSearch {}

  /// The outcome of [TakeJob].
  sealed interface Taking permits Taken, NothingToDo {}

  /// @param user zero for the site's own jobs
  /// @param result what [RecordJob] has saved; null for a job that never had any
  /// @param progress null if nobody has saved any
  record Taken(
      Hold hold,
      Kind kind,
      UserId user,
      Instant requestedAt,
      @Nullable String result,
      @Nullable Progress progress)
      implements Taking {}

  /// What is to be done.
  enum Kind {
    EXPORT,
    /// Counts what an erasure would erase.
    COUNT,
    ERASE,
    /// Counts what would be deleted by age.
    PREVIEW,
    /// Deletes by age.
    RETENTION
  }

  /// Jobs that wait for each other: what a person asked for never waits for the site's own work.
  enum Lane {
    PEOPLE,
    SITE
  }

  record NothingToDo() implements Taking {}

  /// Whether what a runner said has counted.
  enum Keeping {
    KEPT,
    /// It holds the job no longer, or the job was deleted: it must leave all of it alone.
    LOST
  }

  record JobsKept(List<JobId> jobs) {
    public JobsKept {
      jobs = List.copyOf(jobs);
    }
  }
}
