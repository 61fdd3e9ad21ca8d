package org.sealmesh.privacy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Hold;
import org.sealmesh.origin.privacy.Export;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works through the jobs of one lane, one at a time, oldest first, together with every other
/// process of the origin. On a virtual-thread context.
final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  private final JobCommand.Lane lane;
  private final PrivacyConfig config;
  private final Bus bus;
  private final Clock clock;
  private final Vertx vertx;
  private final PrivacyMetrics metrics;
  private @Nullable Promise<Void> running;
  private boolean sweeping;
  private volatile boolean stopping;

  /// Said once of each outage, however often jobs are looked for meanwhile.
  private boolean told;

  JobRunner(
      JobCommand.Lane lane,
      PrivacyConfig config,
      Bus bus,
      Clock clock,
      Vertx vertx,
      PrivacyMetrics metrics) {
    this.lane = lane;
    this.config = config;
    this.bus = bus;
    this.clock = clock;
    this.vertx = vertx;
    this.metrics = metrics;
  }

  /// Does what there is to do, unless it is at it. Never throws.
  void look() {
    if (running != null || stopping) {
      return;
    }
    Promise<Void> now = Promise.promise();
    running = now;
    try {
      while (!stopping && takeOne()) {}
      told = false;
    } catch (RuntimeException away) {
      // Whatever was held is free again when its lease ends.
      if (!told) {
        LOG.warn("jobs wait, and are looked for again: {}", away.getMessage());
      }
      told = true;
    } finally {
      running = null;
      now.complete();
    }
  }

  private boolean takeOne() {
    JobCommand.Taking taking =
        bus.ask(OriginAddresses.PERSISTENCE, new JobCommand.TakeJob(lane, config.lease())).await();
    return switch (taking) {
      case JobCommand.NothingToDo none -> false;
      case JobCommand.Taken job -> {
        run(job);
        yield true;
      }
    };
  }

  private void run(JobCommand.Taken job) {
    try {
      Run run = begun(job);
      try {
        if (isHopeless(job)) {
          metrics.failed(job.kind());
          run.fail(Export.Failure.TROUBLE);
          return;
        }
        switch (run.run(() -> stopping)) {
          case READY -> metrics.finished(job.kind());
          case LOST -> LOG.info("a job is somebody else's, or deleted");
          case LEFT -> release(job.hold(), Duration.ofMillis(1));
        }
      } catch (IOException failure) {
        onTrouble(run, job, failure);
      }
    } catch (RuntimeException failure) {
      LOG.warn("a job rests, and is gone on with later", failure);
      release(job.hold(), config.retryAfter());
    }
  }

  private Run begun(JobCommand.Taken job) {
    return switch (job.kind()) {
      case EXPORT -> new ExportRun(job, config, bus, clock, vertx);
      case COUNT, ERASE -> new ErasureRun(job, config, bus, clock);
      case PREVIEW, RETENTION -> new RetentionRun(job, config, bus, clock, metrics);
    };
  }

  /// Somebody who was told that she is erased is erased, however long it takes.
  private boolean isHopeless(JobCommand.Taken job) {
    return job.kind() != JobCommand.Kind.ERASE && job.hold().fence() > config.takesMax();
  }

  private void onTrouble(Run run, JobCommand.Taken job, IOException failure) {
    LOG.warn("the folder of exports cannot be written: {}", failure.getClass().getSimpleName());
    try {
      if (job.kind() == JobCommand.Kind.EXPORT && isDiskFull()) {
        metrics.failed(job.kind());
        run.fail(Export.Failure.DISK_FULL);
      } else {
        release(job.hold(), config.retryAfter());
      }
    } catch (IOException gone) {
      LOG.warn("nor looked at: {}", gone.getClass().getSimpleName());
      release(job.hold(), config.retryAfter());
    }
  }

  /// Whether what was written last did not fit on the disk.
  private boolean isDiskFull() throws IOException {
    return Files.getFileStore(config.folder()).getUsableSpace() < PrivacyConfig.SPACE_BYTES_MIN;
  }

  private void release(Hold hold, Duration after) {
    bus.ask(OriginAddresses.PERSISTENCE, new JobCommand.ReleaseJob(hold, after)).await();
  }

  /// Deletes what has expired, and files that belong to no job. Never throws.
  void sweep() {
    if (sweeping || stopping) {
      return;
    }
    sweeping = true;
    try {
      Workspace.sweep(config.folder(), this::known);
    } catch (IOException | RuntimeException failure) {
      LOG.warn("old archives were not deleted, and will be next time: {}", failure.toString());
    } finally {
      sweeping = false;
    }
  }

  private Set<JobId> known() {
    return Set.copyOf(
        bus.ask(OriginAddresses.PERSISTENCE, new JobCommand.SweepJobs()).await().jobs());
  }

  /// Completes when nothing is worked on any more: at the next page of what is.
  Future<Void> stop() {
    stopping = true;
    Promise<Void> last = running;
    return last == null ? Future.succeededFuture() : last.future();
  }
}
