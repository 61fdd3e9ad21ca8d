package org.sealmesh.privacy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Keeping;
import org.sealmesh.origin.persistence.JobCommand.Progress;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.PersonCommand;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.privacy.Checkpoint.Segment;

/// One export, from where it was left to its archive.
///
/// Every page is on the disk before its checkpoint is saved, so that whoever goes on reads it from
/// there. On a virtual thread: it waits where it stands; what computes for long does so elsewhere.
final class ExportRun implements Run {
  private final JobCommand.Taken job;
  private final PrivacyConfig config;
  private final Workspace workspace;
  private final Bus bus;
  private final Clock clock;
  private final Vertx vertx;

  /// Never told to fall, also when an export begins anew.
  private long told;

  ExportRun(JobCommand.Taken job, PrivacyConfig config, Bus bus, Clock clock, Vertx vertx) {
    this.job = job;
    this.config = config;
    this.workspace = Workspace.of(config.folder(), job.hold().job());
    this.bus = bus;
    this.clock = clock;
    this.vertx = vertx;
  }

  /// @param isStopping asked between pages, and on other threads between the entries of the archive
  @Override
  public End run(BooleanSupplier isStopping) throws IOException {
    Checkpoint at = begin();
    while (at.section() != null) {
      if (isStopping.getAsBoolean()) {
        return End.LEFT;
      }
      at = step(at);
      if (save(at) == Keeping.LOST) {
        return End.LOST;
      }
    }
    try {
      return finish(at.segments(), isStopping);
    } catch (Left whileWriting) {
      return End.LEFT;
    }
  }

  private Checkpoint begin() {
    Progress saved = job.progress();
    if (saved != null) {
      told = saved.done();
      Optional<Checkpoint> at =
          Checkpoint.parse(saved.checkpoint()).filter(c -> workspace.holds(c.segments()));
      if (at.isPresent()) {
        return at.get();
      }
    }
    return Checkpoint.beginning(ask(new PersonCommand.EstimatePerson(job.user())).entries());
  }

  private Checkpoint step(Checkpoint at) throws IOException {
    PersonPage page =
        ask(
            new PersonCommand.ReadPerson(
                job.user(), at.reading(), job.requestedAt(), at.after(), config.pageEntries()));
    long fence = job.hold().fence();
    if (!page.entries().isEmpty()) {
      Segment segment = at.next(fence);
      elsewhere(() -> {
        workspace.write(segment, page.entries());
        return segment;
      });
    }
    return at.past(page, fence);
  }

  private Keeping save(Checkpoint at) {
    told = Math.max(told, at.done());
    Progress progress = new Progress(at.text(), told, Math.max(told, at.total()));
    return ask(new JobCommand.SaveJob(job.hold(), progress, config.lease()));
  }

  private End finish(List<Segment> segments, BooleanSupplier isStopping) throws IOException {
    // Of a later holder the name is another one, so that none overwrites what another has finished.
    String name = "archive-%d.zip".formatted(job.hold().fence());
    Archive.Source source =
        to ->
            workspace.read(
                segments,
                entry -> {
                  if (isStopping.getAsBoolean()) {
                    throw new Left();
                  }
                  to.accept(entry);
                });
    Archive archive = new Archive(source, job.requestedAt());
    Clock.Timer renewing = clock.every(config.renewEvery(), this::renew);
    long bytes;
    try {
      bytes = elsewhere(() -> workspace.publish(name, archive::writeTo));
    } finally {
      renewing.cancel();
    }
    Instant expires = clock.now().plus(config.kept());
    Keeping kept = ask(new JobCommand.FinishJob(job.hold(), name, bytes, expires));
    if (kept == Keeping.LOST) {
      Files.deleteIfExists(workspace.file(name));
      return End.LOST;
    }
    workspace.keepOnly(name);
    return End.READY;
  }

  /// Whether it counted shows when the job is finished.
  private void renew() {
    bus.tell(OriginAddresses.PERSISTENCE, new JobCommand.RenewJob(job.hold(), config.lease()));
  }

  @Override
  public void fail(Export.Failure failure) throws IOException {
    Instant expires = clock.now().plus(config.kept());
    if (ask(new JobCommand.FailJob(job.hold(), failure, expires)) == Keeping.KEPT) {
      workspace.delete();
    }
  }

  private <R, Q extends PersistenceMessage & Ask<R>> R ask(Q message) {
    Future<R> answer = bus.ask(OriginAddresses.PERSISTENCE, message);
    return answer.await();
  }

  /// The threads that others wait on are not held up by a disk or by compression.
  private <T> T elsewhere(Callable<T> work) throws IOException {
    try {
      return vertx.executeBlocking(work, false).await();
    } catch (RuntimeException bug) {
      throw bug;
    } catch (Throwable failure) {
      throw failure instanceof IOException io ? io : new IOException(failure);
    }
  }

  /// An archive is not gone on with: whoever takes the job next writes it from its beginning.
  private static final class Left extends IOException {
    private static final long serialVersionUID = 1;

    Left() {
      super("the process stops");
    }
  }
}
