package org.sealmesh.privacy;

import io.vertx.core.Future;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.PrivacyRecordCommand;
import org.sealmesh.origin.persistence.RetentionCommand;
import org.sealmesh.origin.persistence.RetentionCommand.RunFound;
import org.sealmesh.origin.persistence.RetentionCommand.RunsFound;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.PrivacyMessage;
import org.sealmesh.origin.privacy.PrivacyMessage.Finding;
import org.sealmesh.origin.privacy.Retention;

/// Answers administrators: what is deleted by age, what is held back from it, and what else was
/// asked for and done about people's data.
final class RetentionDesk {
  private static final int LISTED_MAX = 1000;
  private static final int AUDIT_PAGE = 200;

  private final Bus bus;
  private final PrivacyConfig.Retention config;
  private final Instant startedAt;

  RetentionDesk(Bus bus, Clock clock, PrivacyConfig.Retention config) {
    this.bus = bus;
    this.config = config;
    this.startedAt = clock.now();
  }

  /// Begins a run if it is time for one; of all processes together one does.
  Future<?> open(Instant now) {
    return now.isBefore(startedAt.plus(config.afterStart()))
        ? Future.succeededFuture()
        : store(new RetentionCommand.OpenRun(config.every()));
  }

  Future<Retention> get() {
    return store(new RetentionCommand.FindRuns()).map(this::shown);
  }

  Future<Retention> preview(PrivacyMessage.PreviewRetention message) {
    return store(new RetentionCommand.OpenPreview(message.by())).map(this::shown);
  }

  Future<Finding> keepFor(PrivacyMessage.KeepFor message) {
    return store(
            new RetentionCommand.KeepFor(message.conversation(), message.keptFor(), message.by()))
        .map(RetentionDesk::finding);
  }

  Future<Finding> set(PrivacyMessage.SetHold message) {
    return store(new RetentionCommand.SetHold(message.kind(), message.subject(), message.by()))
        .map(RetentionDesk::finding);
  }

  Future<Finding> lift(PrivacyMessage.LiftHold message) {
    return store(new RetentionCommand.LiftHold(message.kind(), message.subject(), message.by()))
        .map(RetentionDesk::finding);
  }

  Future<PrivacyMessage.Holds> holds() {
    return store(new RetentionCommand.ListHolds(LISTED_MAX))
        .map(found -> new PrivacyMessage.Holds(found.holds()));
  }

  Future<PrivacyMessage.Requests> requests() {
    return store(new PrivacyRecordCommand.ListRequests(LISTED_MAX))
        .map(found -> new PrivacyMessage.Requests(found.requests()));
  }

  Future<PrivacyMessage.Audit> audit(PrivacyMessage.ListAudit message) {
    return store(new PrivacyRecordCommand.ListAudit(message.before(), AUDIT_PAGE))
        .map(found -> new PrivacyMessage.Audit(found.entries(), found.more()));
  }

  Future<PrivacyMessage.OwnAges> ownAges() {
    return store(new PrivacyRecordCommand.ListOwnAges(LISTED_MAX))
        .map(found -> new PrivacyMessage.OwnAges(found.ages()));
  }

  private Retention shown(RunsFound found) {
    return new Retention(
        config.ages(), nextAt(found.last()), run(found.last()), run(found.preview()));
  }

  /// A run goes through the conversations that have an age of their own, too, so there always is a
  /// next one.
  private Instant nextAt(@Nullable RunFound last) {
    Instant earliest = startedAt.plus(config.afterStart());
    Instant due = last == null ? earliest : last.requestedAt().plus(config.every());
    return due.isBefore(earliest) ? earliest : due;
  }

  private static Retention.@Nullable Run run(@Nullable RunFound found) {
    if (found == null) {
      return null;
    }
    @Nullable String place = found.result() == null ? found.checkpoint() : found.result();
    return new Retention.Run(
        found.job(),
        state(found.state()),
        found.requestedAt(),
        RetentionPlace.parse(place).map(RetentionPlace::counts).orElse(Retention.Counts.NONE));
  }

  private static Retention.State state(Export.State state) {
    return switch (state) {
      case WAITING -> Retention.State.WAITING;
      case RUNNING -> Retention.State.RUNNING;
      case READY -> Retention.State.DONE;
      case FAILED -> Retention.State.FAILED;
    };
  }

  private static Finding finding(JobCommand.Found found) {
    return switch (found) {
      case THERE -> new PrivacyMessage.Found();
      case NOT_THERE -> new PrivacyMessage.NotFound();
    };
  }

  private <R, Q extends PersistenceMessage & Ask<R>> Future<R> store(Q command) {
    return bus.ask(OriginAddresses.PERSISTENCE, command);
  }
}
