package org.sealmesh.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.WrappedKey;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ErasureCommand;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.EventCommand.Forbidden;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Hold;
import org.sealmesh.origin.persistence.JobCommand.Keeping;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.PersonCommand;
import org.sealmesh.origin.persistence.RetentionCommand;
import org.sealmesh.origin.persistence.RetentionCommand.AgedPage;
import org.sealmesh.origin.persistence.RetentionCommand.RunsFound;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Erasure;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.PrivacyMessage;
import org.sealmesh.origin.privacy.Retention;
import org.sealmesh.origin.privacy.Retention.Counts;
import org.sealmesh.origin.privacy.Trace;

/// The verticle in front of a database that the test plays: what it says when its work comes to
/// nothing.
class PrivacyVerticleTest {
  private static final JobId JOB = new JobId(new UUID(1, 1));
  private static final UserId ANN = new UserId(new UUID(2, 2));
  private static final ConversationId TALK = new ConversationId(new UUID(4, 4));
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");

  private final Vertx vertx = Vertx.vertx();
  private final Clock clock = new VertxClock(vertx);
  private final Bus bus = new VertxBus(vertx, Duration.ofSeconds(20), 1_000);
  private final BlockingQueue<PersistenceMessage> said = new LinkedBlockingQueue<>();
  private volatile Function<PersistenceMessage, Object> special = message -> null;
  private volatile long takes = 1;
  private volatile JobCommand.Kind kind = JobCommand.Kind.EXPORT;
  private volatile String result;
  private volatile boolean taken;
  private volatile JobCommand.Lane lane = JobCommand.Lane.PEOPLE;
  private PrivacyConfig.Retention retention = PrivacyConfig.Retention.DEFAULT;

  @TempDir private Path folder;

  @BeforeEach
  void playTheDatabase() {
    await(bus.handle(OriginAddresses.PERSISTENCE, this::answer));
    await(
        bus.handle(
            OriginAddresses.CRYPTO,
            asked ->
                Future.succeededFuture(new CryptoMessage.Minted(new WrappedKey(new byte[] {1})))));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private Future<?> answer(PersistenceMessage message) {
    said.add(message);
    Object answer = special.apply(message);
    return Future.succeededFuture(answer == null ? usual(message) : answer);
  }

  /// There is one job, of a person of whom nothing is kept.
  private Object usual(PersistenceMessage message) {
    return switch (message) {
      case JobCommand.TakeJob take -> take(take.lane());
      case JobCommand.OpenExport open ->
          new JobCommand.ExportOpened(
              new Export(JOB, Export.State.WAITING, AT, 0, 0, null, null, null));
      case JobCommand.SweepJobs sweep -> new JobCommand.JobsKept(List.of(JOB));
      case PersonCommand.EstimatePerson estimate -> new PersonCommand.PersonEstimate(1);
      case PersonCommand.ReadPerson read -> new PersonCommand.PersonPage(List.of(), null);
      case JobCommand.ListExports list ->
          new JobCommand.ExportList(
              List.of(new Export(JOB, Export.State.READY, AT, 1, 1, AT, 3L, null)));
      case ErasureCommand.ListTenures list ->
          new ErasureCommand.Tenures(
              List.of(new ErasureCommand.Tenure(TALK, ErasureCommand.Presence.MEMBER)), null);
      case ErasureCommand.WalkTrace walk -> new ErasureCommand.Walked(1, 1, null);
      case RetentionCommand.OpenRun open -> new RunsFound(null, null);
      case RetentionCommand.FindRuns find -> new RunsFound(null, null);
      case RetentionCommand.WalkEvents walk ->
          new AgedPage(new Counts(1, 2, 0, 0, 0), walk.after() == null ? "more" : null);
      case RetentionCommand.WalkCalls walk -> new AgedPage(new Counts(0, 0, 3, 0, 0), null);
      case RetentionCommand.WalkGuests walk -> new AgedPage(new Counts(0, 0, 0, 4, 1), null);
      case EventCommand.Append append ->
          new EventCommand.Appended(
              new Seq(2), Epoch.FIRST, AT, null, new RoutingId(new UUID(3, 3)), null, null);
      default -> Keeping.KEPT;
    };
  }

  private JobCommand.Taking take(JobCommand.Lane asking) {
    if (taken || asking != lane) {
      return new JobCommand.NothingToDo();
    }
    taken = true;
    return new JobCommand.Taken(new Hold(JOB, takes), kind, ANN, AT, result, null);
  }

  /// It has one entry for ever.
  private static PersonCommand.PersonPage endless(PersonCommand.ReadPerson read) {
    return new PersonCommand.PersonPage(
        List.of(new Entry(read.section(), "1", List.of(new Entry.Datum("Name", "Ann")))), "more");
  }

  private String deploy(Path exports) {
    PrivacyConfig d = PrivacyConfig.in(folder);
    PrivacyConfig config =
        new PrivacyConfig(
            exports,
            d.kept(),
            d.keptMax(),
            d.linkKept(),
            d.pageEntries(),
            d.lease(),
            d.renewEvery(),
            Duration.ofMillis(20),
            d.retryAfter(),
            3,
            d.sweepEvery(),
            d.erasures(),
            retention);
    return await(
        vertx.deployVerticle(
            new PrivacyVerticle(bus, clock, Meter.NONE, new Health(clock), config),
            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
  }

  /// The next message of this kind; others before it are passed over.
  private <T> T next(Class<T> kind) throws InterruptedException {
    while (true) {
      PersistenceMessage message = said.poll(20, TimeUnit.SECONDS);
      assertThat(message).as("a message of the kind " + kind.getSimpleName()).isNotNull();
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void worksOnWhatSomebodyAsksForAtOnce() throws Exception {
    deploy(folder.resolve("exports"));
    PrivacyMessage.Requesting outcome =
        await(bus.ask(OriginAddresses.PRIVACY, new PrivacyMessage.RequestExport(ANN)));
    assertThat(((PrivacyMessage.Requested) outcome).export().id()).isEqualTo(JOB);
    JobCommand.FinishJob finished = next(JobCommand.FinishJob.class);
    assertThat(folder.resolve("exports").resolve(JOB.text()).resolve(finished.archive()))
        .hasSize(finished.bytes());
  }

  @Test
  void leavesAJobAloneThatIsSomebodyElses() throws Exception {
    special = message -> message instanceof JobCommand.SaveJob ? Keeping.LOST : null;
    deploy(folder.resolve("exports"));
    next(JobCommand.SaveJob.class);
    // It goes on looking, and says nothing more of that one.
    next(JobCommand.TakeJob.class);
    next(JobCommand.TakeJob.class);
    assertThat(said).noneMatch(JobCommand.FinishJob.class::isInstance);
    assertThat(said).noneMatch(JobCommand.ReleaseJob.class::isInstance);
  }

  @Test
  void deletesAnArchiveThatIsNotWantedAnyMore() throws Exception {
    special = message -> message instanceof JobCommand.FinishJob ? Keeping.LOST : null;
    deploy(folder.resolve("exports"));
    JobCommand.FinishJob finished = next(JobCommand.FinishJob.class);
    next(JobCommand.TakeJob.class);
    assertThat(folder.resolve("exports").resolve(JOB.text()).resolve(finished.archive()))
        .doesNotExist();
  }

  @Test
  void givesAJobBackWhenItStops() throws Exception {
    special = message -> message instanceof PersonCommand.ReadPerson read ? endless(read) : null;
    String deployed = deploy(folder.resolve("exports"));
    next(JobCommand.SaveJob.class);
    await(vertx.undeploy(deployed));
    assertThat(next(JobCommand.ReleaseJob.class).after()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void givesUpWhatWasTakenTooOften() throws Exception {
    takes = 4;
    deploy(folder.resolve("exports"));
    JobCommand.FailJob failed = next(JobCommand.FailJob.class);
    assertThat(failed.failure()).isEqualTo(Export.Failure.TROUBLE);
  }

  @Test
  void letsAJobRestWhileTheFolderCannotBeWritten() throws Exception {
    special = message -> message instanceof PersonCommand.ReadPerson read ? endless(read) : null;
    deploy(aFileInsteadOfAFolder());
    JobCommand.ReleaseJob rest = next(JobCommand.ReleaseJob.class);
    assertThat(rest.after()).isEqualTo(PrivacyConfig.in(folder).retryAfter());
    assertThat(said).noneMatch(JobCommand.FailJob.class::isInstance);
  }

  @Test
  void tellsEveryConversationThatSomebodyIsErasedWithWhatSheWasShown() throws Exception {
    erasing("kept");
    deploy(folder.resolve("exports"));
    EventCommand.Append told = next(EventCommand.Append.class);
    assertThat(told.actor()).isEqualTo(ANN);
    assertThat(told.conversation()).isEqualTo(TALK);
    assertThat(told.change())
        .isEqualTo(new Change.ErasePerson(ErasedMessages.KEPT, new WrappedKey(new byte[] {1})));
    ErasureCommand.WalkTrace walk = next(ErasureCommand.WalkTrace.class);
    assertThat(walk.trace()).isEqualTo(Trace.MESSAGES);
    assertThat(walk.messages()).isEqualTo(ErasedMessages.KEPT);
    JobCommand.RecordJob finished = next(JobCommand.RecordJob.class);
    assertThat(ErasureResult.parse(finished.result()).counts())
        .isEqualTo(new Erasure.Counts(1, 1, 1, 1, 1, 1));
  }

  private void erasing(String messages) {
    kind = JobCommand.Kind.ERASE;
    result =
        "{\"messages\":\"%s\",\"counts\":{\"conversations\":1,\"messages\":2,\"calls\":3,"
                .formatted(messages)
            + "\"devices\":4,\"blocks\":5,\"copies\":6}}";
  }

  @Test
  void countsWithoutTellingAnybody() throws Exception {
    kind = JobCommand.Kind.COUNT;
    deploy(folder.resolve("exports"));
    assertThat(next(ErasureCommand.WalkTrace.class).act()).isEqualTo(ErasureCommand.Act.COUNT);
    next(JobCommand.RecordJob.class);
    assertThat(said).noneMatch(EventCommand.Append.class::isInstance);
  }

  @Test
  void goesBackToTheConversationsIfSheWasTakenIntoOneMeanwhile() throws Exception {
    erasing("deleted");
    AtomicBoolean isNew = new AtomicBoolean(true);
    special =
        message ->
            message instanceof ErasureCommand.WalkTrace walk
                    && walk.trace() == Trace.ACCOUNT
                    && isNew.getAndSet(false)
                ? new ErasureCommand.MemberAgain()
                : null;
    deploy(folder.resolve("exports"));
    EventCommand.Append first = next(EventCommand.Append.class);
    EventCommand.Append again = next(EventCommand.Append.class);
    // The same request: whoever has heard it hears nothing more.
    assertThat(again.clientId()).isEqualTo(first.clientId());
    assertThat(again.requestHash()).isEqualTo(first.requestHash());
    next(JobCommand.RecordJob.class);
  }

  @Test
  void doesNotGiveUpWhatSomebodyHasConfirmed() throws Exception {
    erasing("deleted");
    takes = 100;
    deploy(folder.resolve("exports"));
    next(JobCommand.RecordJob.class);
    assertThat(said).noneMatch(JobCommand.FailJob.class::isInstance);
  }

  @Test
  void deletesHerArchivesBeforeAnythingElse() throws Exception {
    erasing("deleted");
    Path archive = folder.resolve("exports").resolve(JOB.text()).resolve("archive-1.zip");
    Files.createDirectories(archive.getParent());
    Files.writeString(archive, "all of her");
    special =
        message -> {
          if (message instanceof EventCommand.Append) {
            assertThat(archive).doesNotExist();
          }
          return null;
        };
    deploy(folder.resolve("exports"));
    next(JobCommand.RecordJob.class);
    assertThat(archive.getParent()).doesNotExist();
  }

  @Test
  void restsWhileAConversationCannotBeTold() throws Exception {
    erasing("deleted");
    special = message -> message instanceof EventCommand.Append ? new Forbidden() : null;
    deploy(folder.resolve("exports"));
    assertThat(next(JobCommand.ReleaseJob.class).after())
        .isEqualTo(PrivacyConfig.in(folder).retryAfter());
  }

  @Test
  void deletesByAgeStageByStage() throws Exception {
    running(JobCommand.Kind.RETENTION);
    deploy(folder.resolve("exports"));
    RetentionCommand.WalkEvents first = next(RetentionCommand.WalkEvents.class);
    assertThat(first)
        .isEqualTo(
            new RetentionCommand.WalkEvents(
                retention.ages(), AT, ErasureCommand.Act.ERASE, null, retention.batch()));
    assertThat(next(JobCommand.SaveJob.class).progress().checkpoint()).contains("more");
    assertThat(next(RetentionCommand.WalkEvents.class).after()).isEqualTo("more");
    assertThat(next(RetentionCommand.WalkCalls.class).before()).isEqualTo(AT.minus(WEEK));
    assertThat(next(RetentionCommand.WalkGuests.class).before()).isEqualTo(AT.minus(WEEK));
    assertThat(RetentionPlace.parse(next(JobCommand.RecordJob.class).result()))
        .contains(new RetentionPlace(null, null, new Counts(2, 4, 3, 4, 1)));
  }

  @Test
  void aPreviewDeletesNothing() throws Exception {
    running(JobCommand.Kind.PREVIEW);
    deploy(folder.resolve("exports"));
    assertThat(next(RetentionCommand.WalkEvents.class).act()).isEqualTo(ErasureCommand.Act.COUNT);
    assertThat(next(RetentionCommand.WalkCalls.class).act()).isEqualTo(ErasureCommand.Act.COUNT);
    assertThat(next(RetentionCommand.WalkGuests.class).act()).isEqualTo(ErasureCommand.Act.COUNT);
    next(JobCommand.RecordJob.class);
  }

  @Test
  void asksForNothingThatIsKeptForEver() throws Exception {
    lane = JobCommand.Lane.SITE;
    kind = JobCommand.Kind.RETENTION;
    deploy(folder.resolve("exports"));
    // Of conversations it always asks: any may have an age of its own.
    assertThat(RetentionPlace.parse(next(JobCommand.RecordJob.class).result()).orElseThrow())
        .matches(place -> place.counts().equals(new Counts(2, 4, 0, 0, 0)));
  }

  @Test
  void givesUpARunThatComesToNothing() throws Exception {
    running(JobCommand.Kind.RETENTION);
    takes = 4;
    deploy(folder.resolve("exports"));
    next(JobCommand.FailJob.class);
  }

  @Test
  void beginsNoRunRightAfterItsStart() throws Exception {
    String id = deploy(folder.resolve("exports"));
    next(JobCommand.TakeJob.class);
    next(JobCommand.TakeJob.class);
    next(JobCommand.TakeJob.class);
    assertThat(said).noneMatch(RetentionCommand.OpenRun.class::isInstance);
    await(vertx.undeploy(id));
    retention = after(Duration.ZERO);
    deploy(folder.resolve("exports"));
    assertThat(next(RetentionCommand.OpenRun.class).every()).isEqualTo(retention.every());
  }

  @Test
  void showsHowFarARunIsAndWhenTheNextOneBegins() {
    retention = after(Duration.ZERO);
    lane = JobCommand.Lane.SITE;
    taken = true;
    String checkpoint = new RetentionPlace(null, null, new Counts(1, 2, 3, 4, 5)).text();
    special =
        message ->
            message instanceof RetentionCommand.FindRuns
                ? new RunsFound(found(null, checkpoint), found(checkpoint, null))
                : null;
    deploy(folder.resolve("exports"));
    Retention shown = await(bus.ask(OriginAddresses.PRIVACY, new PrivacyMessage.GetRetention()));
    assertThat(shown.ages().guests()).isEqualTo(WEEK);
    assertThat(shown.last().counts()).isEqualTo(new Counts(1, 2, 3, 4, 5));
    assertThat(shown.preview().counts()).isEqualTo(shown.last().counts());
    // A day after the last one, and that is long past: now.
    assertThat(shown.nextAt()).isBetween(clock.now().minusSeconds(20), clock.now());
  }

  private static RetentionCommand.RunFound found(String result, String checkpoint) {
    return new RetentionCommand.RunFound(JOB, Export.State.RUNNING, AT, checkpoint, result);
  }

  private void running(JobCommand.Kind what) {
    lane = JobCommand.Lane.SITE;
    kind = what;
    retention = after(Duration.ofHours(1));
  }

  private static PrivacyConfig.Retention after(Duration start) {
    Optional<Duration> week = Optional.of(WEEK);
    return new PrivacyConfig.Retention(
        week, week, week, week, week, Duration.ofDays(1), start, 7, 0, Duration.ofDays(9));
  }

  private Path aFileInsteadOfAFolder() throws IOException {
    return Files.writeString(folder.resolve("exports"), "in the way");
  }
}
