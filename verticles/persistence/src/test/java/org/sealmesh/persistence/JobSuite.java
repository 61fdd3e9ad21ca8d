package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.JobCommand.DeleteExport;
import org.sealmesh.origin.persistence.JobCommand.ExportList;
import org.sealmesh.origin.persistence.JobCommand.ExportOpened;
import org.sealmesh.origin.persistence.JobCommand.ExportsFull;
import org.sealmesh.origin.persistence.JobCommand.FailJob;
import org.sealmesh.origin.persistence.JobCommand.FindLink;
import org.sealmesh.origin.persistence.JobCommand.FinishJob;
import org.sealmesh.origin.persistence.JobCommand.Found;
import org.sealmesh.origin.persistence.JobCommand.Hold;
import org.sealmesh.origin.persistence.JobCommand.Keeping;
import org.sealmesh.origin.persistence.JobCommand.Lane;
import org.sealmesh.origin.persistence.JobCommand.LinkExport;
import org.sealmesh.origin.persistence.JobCommand.LinkFound;
import org.sealmesh.origin.persistence.JobCommand.LinkSearch;
import org.sealmesh.origin.persistence.JobCommand.LinkingExport;
import org.sealmesh.origin.persistence.JobCommand.ListExports;
import org.sealmesh.origin.persistence.JobCommand.NoLink;
import org.sealmesh.origin.persistence.JobCommand.NothingToDo;
import org.sealmesh.origin.persistence.JobCommand.OpenExport;
import org.sealmesh.origin.persistence.JobCommand.OpeningExport;
import org.sealmesh.origin.persistence.JobCommand.Progress;
import org.sealmesh.origin.persistence.JobCommand.ReleaseJob;
import org.sealmesh.origin.persistence.JobCommand.RenewJob;
import org.sealmesh.origin.persistence.JobCommand.SaveJob;
import org.sealmesh.origin.persistence.JobCommand.SweepJobs;
import org.sealmesh.origin.persistence.JobCommand.TakeJob;
import org.sealmesh.origin.persistence.JobCommand.Taken;
import org.sealmesh.origin.persistence.JobCommand.Taking;
import org.sealmesh.origin.privacy.Export;

/// Jobs, and whose turn they are: one runner at a time, and what an earlier one says counts no
/// more.
abstract class JobSuite extends Suite {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Progress HALF = new Progress("half", 5, 10);

  @AfterEach
  void clear() {
    database.execute("DELETE FROM bm_privacy_jobs");
  }

  private OpeningExport open(User user) {
    return origin.ask(new OpenExport(user.id(), 2));
  }

  private JobId opened(User user) {
    return ((ExportOpened) open(user)).export().id();
  }

  private Taking take(Duration lease) {
    return origin.ask(new TakeJob(Lane.PEOPLE, lease));
  }

  private Hold taken(Duration lease) {
    return ((Taken) take(lease)).hold();
  }

  /// The lease of whoever holds one is over.
  private void endLeases() {
    database.execute("UPDATE bm_privacy_jobs SET lease_until = 0");
  }

  private List<Export> exports(User user) {
    return origin.<ExportList, ListExports>ask(new ListExports(user.id())).exports();
  }

  private Keeping finish(Hold hold, Instant expires) {
    return origin.ask(new FinishJob(hold, "archive-1.zip", 2_000, expires));
  }

  private Instant soon() {
    return origin.clock.now().plus(Duration.ofHours(1));
  }

  @Test
  void opensOneAtATimeAndKeepsSoMany() {
    User ann = chat.user("Ann");
    JobId first = opened(ann);
    assertThat(opened(ann)).isEqualTo(first);
    finish(taken(LONG), soon());
    JobId second = opened(ann);
    assertThat(second).isNotEqualTo(first);
    finish(taken(LONG), soon());
    assertThat(open(ann)).isEqualTo(new ExportsFull(2));
    assertThat(exports(ann)).extracting(Export::id).containsExactlyInAnyOrder(first, second);
    assertThat(origin.<Found, DeleteExport>ask(new DeleteExport(ann.id(), first)))
        .isEqualTo(Found.THERE);
    assertThat(open(ann)).isInstanceOf(ExportOpened.class);
  }

  @Test
  void isSomebodysAloneUntilTheLeaseIsOver() {
    User ann = chat.user("Ann");
    JobId job = opened(ann);
    Hold first = taken(LONG);
    assertThat(first.job()).isEqualTo(job);
    assertThat(take(LONG)).isEqualTo(new NothingToDo());
    assertThat(save(first)).isEqualTo(Keeping.KEPT);
    endLeases();
    Taken second = (Taken) take(LONG);
    assertThat(second.hold().fence()).isGreaterThan(first.fence());
    assertThat(second.progress()).isEqualTo(HALF);
    assertThat(second.user()).isEqualTo(ann.id());
    assertThat(second.hold().fence()).isEqualTo(2);
  }

  @Test
  void believesNothingOfWhomItThoughtDead() {
    User ann = chat.user("Ann");
    opened(ann);
    Hold dead = taken(LONG);
    endLeases();
    Hold living = taken(LONG);
    assertThat(save(dead)).isEqualTo(Keeping.LOST);
    assertThat(origin.<Keeping, RenewJob>ask(new RenewJob(dead, LONG))).isEqualTo(Keeping.LOST);
    assertThat(origin.<Keeping, ReleaseJob>ask(new ReleaseJob(dead, Duration.ofMillis(1))))
        .isEqualTo(Keeping.LOST);
    assertThat(finish(dead, soon())).isEqualTo(Keeping.LOST);
    assertThat(origin.<Keeping, FailJob>ask(new FailJob(dead, Export.Failure.DISK_FULL, soon())))
        .isEqualTo(Keeping.LOST);
    assertThat(exports(ann).getFirst().state()).isEqualTo(Export.State.RUNNING);
    assertThat(exports(ann).getFirst().done()).isZero();
    assertThat(finish(living, soon())).isEqualTo(Keeping.KEPT);
    // Nor of anybody once it is done.
    assertThat(save(living)).isEqualTo(Keeping.LOST);
    Export ready = exports(ann).getFirst();
    assertThat(ready.state()).isEqualTo(Export.State.READY);
    assertThat(ready.bytes()).isEqualTo(2_000);
  }

  private Keeping save(Hold hold) {
    return origin.ask(new SaveJob(hold, HALF, LONG));
  }

  @Test
  void isLostWhenItIsDeleted() {
    User ann = chat.user("Ann");
    User ben = chat.user("Ben");
    JobId job = opened(ann);
    Hold hold = taken(LONG);
    assertThat(origin.<Found, DeleteExport>ask(new DeleteExport(ben.id(), job)))
        .isEqualTo(Found.NOT_THERE);
    assertThat(origin.<Found, DeleteExport>ask(new DeleteExport(ann.id(), job)))
        .isEqualTo(Found.THERE);
    assertThat(save(hold)).isEqualTo(Keeping.LOST);
    assertThat(exports(ann)).isEmpty();
  }

  @Test
  void restsAfterItWasGivenBack() {
    opened(chat.user("Ann"));
    origin.<Keeping, ReleaseJob>ask(new ReleaseJob(taken(LONG), LONG));
    assertThat(take(LONG)).isEqualTo(new NothingToDo());
    endLeases();
    assertThat(take(LONG)).isInstanceOf(Taken.class);
  }

  @Test
  void takesTheOldestFirst() {
    JobId first = opened(chat.user("Ann"));
    origin.clock.advance(Duration.ofSeconds(1));
    JobId second = opened(chat.user("Ben"));
    assertThat(taken(LONG).job()).isEqualTo(first);
    assertThat(taken(LONG).job()).isEqualTo(second);
    assertThat(take(LONG)).isEqualTo(new NothingToDo());
  }

  @Test
  void givesNobodyWhatAnotherTakesAtTheSameTime() {
    Set<JobId> jobs = new HashSet<>();
    for (String name : List.of("Ann", "Ben", "Cat")) {
      jobs.add(opened(chat.user(name)));
    }
    for (int round = 0; round < 5; round++) {
      endLeases();
      List<Future<Taking>> takers = new ArrayList<>();
      for (int taker = 0; taker < 8; taker++) {
        takers.add(origin.send(new TakeJob(Lane.PEOPLE, LONG)));
      }
      List<JobId> given =
          takers.stream()
              .map(taker -> taker.toCompletionStage().toCompletableFuture().join())
              .flatMap(taking -> taking instanceof Taken t ? Stream.of(t.hold().job()) : null)
              .toList();
      assertThat(given).doesNotHaveDuplicates();
      assertThat(jobs).containsAll(given);
      // Whoever lost a race may go away with nothing; the next look finds what is left.
      while (take(LONG) instanceof Taken) {}
      assertThat(database.count("SELECT MIN(fence) FROM bm_privacy_jobs")).isEqualTo(round + 1);
      assertThat(database.count("SELECT MAX(fence) FROM bm_privacy_jobs")).isEqualTo(round + 1);
    }
  }

  @Test
  void leavesTheJobsOfALaterVersionAlone() {
    User ann = chat.user("Ann");
    opened(ann);
    database.execute("UPDATE bm_privacy_jobs SET format = 2");
    assertThat(take(LONG)).isEqualTo(new NothingToDo());
    assertThat(exports(ann).getFirst().state()).isEqualTo(Export.State.WAITING);
    database.execute("UPDATE bm_privacy_jobs SET format = 1, kind = 9");
    assertThat(take(LONG)).isEqualTo(new NothingToDo());
    assertThat(exports(ann)).isEmpty();
    assertThat(origin.ask(new SweepJobs()).jobs()).hasSize(1);
  }

  @Test
  void opensAnArchiveByTheLastLinkWhileItLasts() {
    User ann = chat.user("Ann");
    JobId job = opened(ann);
    assertThat(link(ann, job, "early", soon())).isEqualTo(LinkingExport.NOT_READY);
    finish(taken(LONG), origin.clock.now().plus(Duration.ofDays(3)));
    assertThat(link(chat.user("Ben"), job, "hers", soon())).isEqualTo(LinkingExport.NOT_THERE);
    assertThat(link(ann, job, "first", soon())).isEqualTo(LinkingExport.LINKED);
    assertThat(((LinkFound) find("first")).job()).isEqualTo(job);
    assertThat(link(ann, job, "second", soon())).isEqualTo(LinkingExport.LINKED);
    assertThat(find("first")).isEqualTo(new NoLink());
    assertThat(((LinkFound) find("second")).archive()).isEqualTo("archive-1.zip");
    origin.clock.advance(Duration.ofHours(2));
    assertThat(find("second")).isEqualTo(new NoLink());
  }

  private LinkingExport link(User user, JobId job, String secret, Instant expires) {
    return origin.ask(new LinkExport(user.id(), job, hash(secret), expires));
  }

  private LinkSearch find(String secret) {
    return origin.ask(new FindLink(hash(secret)));
  }

  private static byte[] hash(String secret) {
    return java.util.Arrays.copyOf(secret.getBytes(StandardCharsets.UTF_8), 32);
  }

  @Test
  void forgetsWhatHasExpiredAndNothingElse() {
    User ann = chat.user("Ann");
    JobId old = opened(ann);
    finish(taken(LONG), origin.clock.now().plus(Duration.ofMinutes(1)));
    JobId fresh = opened(ann);
    origin.clock.advance(Duration.ofMinutes(2));
    assertThat(origin.ask(new SweepJobs()).jobs()).containsExactly(fresh);
    assertThat(exports(ann)).extracting(Export::id).doesNotContain(old);
  }

  @Test
  void tellsWhyThereIsNone() {
    User ann = chat.user("Ann");
    opened(ann);
    Hold hold = taken(LONG);
    save(hold);
    origin.<Keeping, FailJob>ask(new FailJob(hold, Export.Failure.DISK_FULL, soon()));
    Export failed = exports(ann).getFirst();
    assertThat(failed.failure()).isEqualTo(Export.Failure.DISK_FULL);
    assertThat(failed.bytes()).isNull();
    assertThat(failed.done()).isEqualTo(5);
    assertThat(take(LONG)).isEqualTo(new NothingToDo());
  }
}
