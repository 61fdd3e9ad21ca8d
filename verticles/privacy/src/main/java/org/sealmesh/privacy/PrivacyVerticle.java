package org.sealmesh.privacy;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Actor;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Lane;
import org.sealmesh.origin.privacy.PrivacyMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives people copies of what the site keeps of them, erases them, and deletes by age. Deploy it
/// once, on a virtual-thread context, after persistence.
public final class PrivacyVerticle extends Actor<PrivacyMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(PrivacyVerticle.class);
  private static final String ROLE = "privacy";

  private final PrivacyConfig config;
  private final Clock clock;
  private final Health health;
  private final PrivacyMetrics metrics;
  private final ErasureDesk erasures;
  private final RetentionDesk retention;
  private final List<Clock.Timer> timers = new ArrayList<>();
  private @Nullable JobRunner forPeople;
  private @Nullable JobRunner forSite;

  public PrivacyVerticle(Bus bus, Clock clock, Meter meter, Health health, PrivacyConfig config) {
    super(bus, OriginAddresses.PRIVACY);
    this.config = config;
    this.clock = clock;
    this.health = health;
    this.metrics = new PrivacyMetrics(meter);
    this.erasures = new ErasureDesk(bus, config.erasures());
    this.retention = new RetentionDesk(bus, clock, config.retention());
  }

  @Override
  protected Future<?> prepare() {
    JobRunner people = runner(Lane.PEOPLE);
    JobRunner site = runner(Lane.SITE);
    forPeople = people;
    forSite = site;
    timers.add(clock.every(config.lookEvery(), people::look));
    timers.add(clock.every(config.lookEvery(), () -> lookForRun(site)));
    timers.add(clock.every(config.sweepEvery(), people::sweep));
    health.watch(ROLE, () -> Future.succeededFuture(Health.State.READY));
    return Future.succeededFuture();
  }

  private JobRunner runner(Lane lane) {
    return new JobRunner(lane, config, bus(), clock, vertx, metrics);
  }

  /// Whether a run could be begun or not: another process may have begun one.
  private void lookForRun(JobRunner site) {
    retention
        .open(clock.now())
        .onFailure(away -> LOG.debug("no run was begun: {}", away.getMessage()))
        .onComplete(opened -> lookSoon(site));
  }

  @Override
  protected Future<?> onMessage(PrivacyMessage message) {
    return switch (message) {
      case PrivacyMessage.RequestExport m -> request(m);
      case PrivacyMessage.ListExports m ->
          store(new JobCommand.ListExports(m.user()))
              .map(found -> new PrivacyMessage.Exports(found.exports()));
      case PrivacyMessage.DeleteExport m -> delete(m);
      case PrivacyMessage.LinkExport m -> link(m);
      case PrivacyMessage.FindArchive m -> find(m);
      case PrivacyMessage.RequestErasure m ->
          erasures.request(m).onSuccess(begun -> lookSoon(forPeople));
      case PrivacyMessage.GetErasure m -> erasures.get(m);
      case PrivacyMessage.CancelErasure m -> erasures.cancel(m);
      case PrivacyMessage.ConfirmErasure m ->
          erasures.confirm(m).onSuccess(begun -> lookSoon(forPeople));
      case PrivacyMessage.GetRetention m -> retention.get();
      case PrivacyMessage.PreviewRetention m ->
          retention.preview(m).onSuccess(begun -> lookSoon(forSite));
      case PrivacyMessage.KeepFor m -> retention.keepFor(m);
      case PrivacyMessage.SetHold m -> retention.set(m);
      case PrivacyMessage.LiftHold m -> retention.lift(m);
      case PrivacyMessage.ListHolds m -> retention.holds();
      case PrivacyMessage.ListRequests m -> retention.requests();
      case PrivacyMessage.ListAudit m -> retention.audit(m);
      case PrivacyMessage.ListOwnAges m -> retention.ownAges();
    };
  }

  private <R, Q extends JobCommand & Ask<R>> Future<R> store(Q command) {
    return bus().ask(OriginAddresses.PERSISTENCE, command);
  }

  private Future<?> request(PrivacyMessage.RequestExport message) {
    return store(new JobCommand.OpenExport(message.user(), config.keptMax()))
        .map(outcome ->
            switch (outcome) {
              case JobCommand.ExportOpened opened -> {
                lookSoon(forPeople);
                yield new PrivacyMessage.Requested(opened.export());
              }
              case JobCommand.ExportsFull full -> new PrivacyMessage.TooManyExports(full.max());
            });
  }

  /// Not before the answer: the work may take hours.
  private void lookSoon(@Nullable JobRunner runner) {
    context.runOnContext(next -> {
      if (runner != null) {
        runner.look();
      }
    });
  }

  private Future<?> delete(PrivacyMessage.DeleteExport message) {
    return store(new JobCommand.DeleteExport(message.user(), message.export()))
        .compose(found ->
            switch (found) {
              case THERE -> deleteFiles(message.export());
              case NOT_THERE -> Future.succeededFuture(new PrivacyMessage.NoSuchExport());
            });
  }

  /// A runner that still writes finds no job any more, and what it leaves the sweep deletes.
  private Future<PrivacyMessage.Deleting> deleteFiles(JobId job) {
    return vertx.executeBlocking(() -> {
      try {
        Workspace.of(config.folder(), job).delete();
      } catch (IOException later) {
        LOG.warn("an archive is deleted later: {}", later.getClass().getSimpleName());
      }
      return new PrivacyMessage.Deleted();
    });
  }

  private Future<?> link(PrivacyMessage.LinkExport message) {
    Instant expires = clock.now().plus(config.linkKept());
    JobCommand.LinkExport link =
        new JobCommand.LinkExport(message.user(), message.export(), message.secretHash(), expires);
    return store(link)
        .map(outcome ->
            switch (outcome) {
              case LINKED -> new PrivacyMessage.Linked(expires);
              case NOT_READY -> new PrivacyMessage.NotReady();
              case NOT_THERE -> new PrivacyMessage.NoSuchExport();
            });
  }

  private Future<?> find(PrivacyMessage.FindArchive message) {
    return store(new JobCommand.FindLink(message.secretHash()))
        .map(outcome ->
            switch (outcome) {
              case JobCommand.LinkFound found -> reached(found);
              case JobCommand.NoLink none -> new PrivacyMessage.NoSuchArchive();
            });
  }

  private PrivacyMessage.ArchiveSearch reached(JobCommand.LinkFound found) {
    Path file = Workspace.of(config.folder(), found.job()).file(found.archive());
    if (Files.isRegularFile(file)) {
      return new PrivacyMessage.ArchiveFound(file, found.requestedAt());
    }
    LOG.warn("an archive is not in privacy.folder: do the processes of this site share it?");
    return new PrivacyMessage.NoSuchArchive();
  }

  @Override
  protected Future<?> release() {
    timers.forEach(Clock.Timer::cancel);
    health.forget(ROLE);
    return Future.all(stopped(forPeople), stopped(forSite));
  }

  private static Future<Void> stopped(@Nullable JobRunner runner) {
    return runner == null ? Future.succeededFuture() : runner.stop();
  }
}
