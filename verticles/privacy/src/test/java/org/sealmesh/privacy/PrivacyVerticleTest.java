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
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.JobCommand;
import org.sealmesh.origin.persistence.JobCommand.Hold;
import org.sealmesh.origin.persistence.JobCommand.Keeping;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.PersonCommand;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.PrivacyMessage;

/// The verticle in front of a database that the test plays: what it says when its work comes to
/// nothing.
class PrivacyVerticleTest {
  private static final JobId JOB = new JobId(new UUID(1, 1));
  private static final UserId ANN = new UserId(new UUID(2, 2));
  private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");

  private final Vertx vertx = Vertx.vertx();
  private final Clock clock = new VertxClock(vertx);
  private final Bus bus = new VertxBus(vertx, Duration.ofSeconds(20), 1_000);
  private final BlockingQueue<PersistenceMessage> said = new LinkedBlockingQueue<>();
  private volatile Function<PersistenceMessage, Object> special = message -> null;
  private volatile long takes = 1;
  private volatile boolean taken;

  @TempDir private Path folder;

  @BeforeEach
  void playTheDatabase() {
    await(bus.handle(OriginAddresses.PERSISTENCE, this::answer));
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
      case JobCommand.TakeJob take -> take();
      case JobCommand.OpenExport open ->
          new JobCommand.ExportOpened(
              new Export(JOB, Export.State.WAITING, AT, 0, 0, null, null, null));
      case JobCommand.SweepJobs sweep -> new JobCommand.JobsKept(List.of(JOB));
      case PersonCommand.EstimatePerson estimate -> new PersonCommand.PersonEstimate(1);
      case PersonCommand.ReadPerson read -> new PersonCommand.PersonPage(List.of(), null);
      default -> Keeping.KEPT;
    };
  }

  private JobCommand.Taking take() {
    if (taken) {
      return new JobCommand.NothingToDo();
    }
    taken = true;
    return new JobCommand.Taken(new Hold(JOB, takes), ANN, AT, null);
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
            d.sweepEvery());
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

  private Path aFileInsteadOfAFolder() throws IOException {
    return Files.writeString(folder.resolve("exports"), "in the way");
  }
}
