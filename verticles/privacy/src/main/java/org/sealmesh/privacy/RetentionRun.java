package org.sealmesh.privacy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Keeping;
import org.sealmesh.origin.persistence.JobCommand.Progress;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.RetentionCommand.AgedPage;
import org.sealmesh.origin.persistence.RetentionCommand.WalkCalls;
import org.sealmesh.origin.persistence.RetentionCommand.WalkEvents;
import org.sealmesh.origin.persistence.RetentionCommand.WalkGuests;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.Retention.Counts;
import org.sealmesh.privacy.RetentionPlace.Stage;

/// Deletes what has grown too old, or counts it: the same way through the same rows. What is too
/// old is so as of the time at which the run was begun.
///
/// After each page it rests for a multiple of the time that the page took, so that it takes a
/// bounded share of the database, and a smaller one of a database that is busy.
///
/// Whatever is done here can be done again, by this process or another one, and changes nothing
/// more: a kill costs a page.
final class RetentionRun implements Run {
  private static final Duration NAP = Duration.ofMillis(500);
  private static final AgedPage NOTHING = new AgedPage(Counts.NONE, null);

  /// Each is a job, and what others are shown of her changes in the same transaction.
  private static final int GUESTS_OF_PAGE = 20;

  private final JobCommand.Taken job;
  private final Act act;
  private final PrivacyConfig config;
  private final Bus bus;
  private final Clock clock;
  private final PrivacyMetrics metrics;

  RetentionRun(
      JobCommand.Taken job, PrivacyConfig config, Bus bus, Clock clock, PrivacyMetrics metrics) {
    this.job = job;
    this.act = job.kind() == JobCommand.Kind.RETENTION ? Act.ERASE : Act.COUNT;
    this.config = config;
    this.bus = bus;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public End run(BooleanSupplier isStopping) {
    Progress saved = job.progress();
    RetentionPlace at =
        RetentionPlace.parse(saved == null ? null : saved.checkpoint())
            .orElse(RetentionPlace.BEGINNING);
    while (at.stage() != null) {
      if (isStopping.getAsBoolean()) {
        return End.LEFT;
      }
      long beganNs = clock.nanoTime();
      AgedPage page = page(at, at.stage());
      at = at.past(page);
      if (save(at) == Keeping.LOST) {
        return End.LOST;
      }
      if (act == Act.ERASE) {
        metrics.deletedByAge(page.found().events());
        rest(Duration.ofNanos(clock.nanoTime() - beganNs), isStopping);
      }
    }
    Keeping finished =
        ask(
            new JobCommand.RecordJob(
                job.hold(), at.text(), clock.now().plus(config.retention().recordKept())));
    return finished == Keeping.KEPT ? End.READY : End.LOST;
  }

  private AgedPage page(RetentionPlace at, Stage stage) {
    PrivacyConfig.Retention rules = config.retention();
    return switch (stage) {
      case EVENTS ->
          ask(new WalkEvents(rules.ages(), job.requestedAt(), act, at.after(), rules.batch()));
      case CALLS ->
          rules
              .callRecords()
              .map(age -> ask(new WalkCalls(before(age), act, at.after(), rules.batch())))
              .orElse(NOTHING);
      case GUESTS ->
          rules
              .guests()
              .map(age -> ask(new WalkGuests(before(age), act, at.after(), GUESTS_OF_PAGE)))
              .orElse(NOTHING);
    };
  }

  private Instant before(Duration age) {
    return job.requestedAt().minus(age);
  }

  private Keeping save(RetentionPlace at) {
    Counts counts = at.counts();
    long done = counts.events() + counts.calls() + counts.guests();
    return ask(
        new JobCommand.SaveJob(job.hold(), new Progress(at.text(), done, done), config.lease()));
  }

  /// Not for longer than the lease allows, nor than it takes to hear that this process stops.
  private void rest(Duration took, BooleanSupplier isStopping) {
    Duration wanted = took.multipliedBy(config.retention().restFactor());
    Duration left = wanted.compareTo(config.renewEvery()) < 0 ? wanted : config.renewEvery();
    while (left.isPositive() && !isStopping.getAsBoolean()) {
      Duration nap = left.compareTo(NAP) < 0 ? left : NAP;
      Promise<@Nullable Void> over = Promise.promise();
      clock.after(nap, over::complete);
      over.future().await();
      left = left.minus(nap);
    }
  }

  @Override
  public void fail(Export.Failure failure) {
    ask(
        new JobCommand.FailJob(
            job.hold(), failure, clock.now().plus(config.retention().recordKept())));
  }

  private <R, Q extends PersistenceMessage & Ask<R>> R ask(Q message) {
    Future<R> answer = bus.ask(OriginAddresses.PERSISTENCE, message);
    return answer.await();
  }
}
