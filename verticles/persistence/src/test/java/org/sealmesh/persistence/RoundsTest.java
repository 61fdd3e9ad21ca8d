package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.persistence.PersistenceConfig.Pool;
import org.sealmesh.persistence.sql.DatabaseDown;

/// When rounds begin, who is in them, and who fails with them. What is read is told by the tests.
final class RoundsTest {
  private static final PersistenceConfig ONE_AT_A_TIME =
      Configs.with(
          PersistenceConfig.defaults(),
          new PersistenceConfig.Rounds(1, Duration.ZERO, 100, 100, 100));

  private Readers readers = new Readers(ONE_AT_A_TIME);
  private final List<List<String>> read = new ArrayList<>();

  @AfterEach
  void close() {
    readers.close();
  }

  private Rounds<String, String> rounds(Rounds.Reading<String, String> reading) {
    return readers.rounds(
        "test",
        round -> {
          read.add(List.copyOf(round));
          return reading.read(round);
        });
  }

  private static Optional<List<String>> answer(List<String> round) {
    return Optional.of(round.stream().map(question -> question.toUpperCase(Locale.ROOT)).toList());
  }

  @Test
  void allWhoAskAtOnceAreAnsweredByOneRound() {
    Rounds<String, String> rounds = rounds(RoundsTest::answer);
    List<Future<String>> answers =
        readers.run(() -> IntStream.range(0, 100).mapToObj(i -> rounds.ask("q" + i)).toList());
    for (int i = 0; i < 100; i++) {
      assertThat(TestOrigin.done(answers.get(i))).isEqualTo("Q" + i);
    }
    assertThat(read).hasSize(1);
    assertThat(readers.meter.value("sealmesh_persistence_test_rounds_total")).isEqualTo(1);
    assertThat(readers.meter.value("sealmesh_persistence_test_answers_total")).isEqualTo(100);
  }

  @Test
  void whoAsksWhileARoundReadsIsNotAnsweredByIt() {
    Promise<Void> begun = Promise.promise();
    Promise<Void> goOn = Promise.promise();
    Rounds<String, String> rounds =
        rounds(round -> {
          begun.tryComplete();
          goOn.future().await();
          return answer(round);
        });
    Future<String> first = readers.run(() -> rounds.ask("first"));
    TestOrigin.done(begun.future());
    Future<String> second = readers.run(() -> rounds.ask("second"));
    Future<String> again = readers.run(() -> rounds.ask("first"));
    assertThat(read).containsExactly(List.of("first"));
    goOn.complete();
    TestOrigin.done(Future.all(first, second, again));
    assertThat(read).containsExactly(List.of("first"), List.of("second", "first"));
  }

  @Test
  void howeverManyAskRoundsBeginNoFasterThanTheirSpacing() {
    Duration spacing = Duration.ofMillis(50);
    readers.close();
    readers =
        new Readers(
            Configs.with(ONE_AT_A_TIME, new PersistenceConfig.Rounds(2, spacing, 100, 100, 100)));
    FakeClock clock = new FakeClock();
    Rounds<String, String> rounds =
        readers.rounds(
            "test",
            round -> {
              read.add(List.copyOf(round));
              return answer(round);
            },
            clock);
    // Alone she does not wait.
    assertThat(TestOrigin.done(readers.run(() -> rounds.ask("a")))).isEqualTo("A");
    Future<String> second = readers.run(() -> rounds.ask("b"));
    readers.run(() -> {
      clock.advance(spacing.dividedBy(2));
      return "";
    });
    Future<String> third = readers.run(() -> rounds.ask("c"));
    assertThat(read).containsExactly(List.of("a"));
    readers.run(() -> {
      clock.advance(spacing.dividedBy(2));
      return "";
    });
    TestOrigin.done(Future.all(second, third));
    assertThat(read).containsExactly(List.of("a"), List.of("b", "c"));
    // A full round would not grow by waiting.
    List<Future<String>> full =
        readers.run(() -> IntStream.range(0, 100).mapToObj(i -> rounds.ask("q" + i)).toList());
    TestOrigin.done(Future.all(full));
    assertThat(read).hasSize(3);
  }

  @Test
  void anOutageFailsThoseInTheRoundAndNobodyElse() {
    Rounds<String, String> rounds =
        rounds(round -> {
          if (read.size() == 2) {
            throw new DatabaseDown("away");
          }
          return answer(round);
        });
    assertThat(TestOrigin.done(readers.run(() -> rounds.ask("a")))).isEqualTo("A");
    List<Future<String>> failed =
        readers.run(() -> List.of(rounds.ask("b"), rounds.ask("c"), rounds.ask("d")));
    failed.forEach(
        one -> assertThatThrownBy(() -> TestOrigin.done(one)).isInstanceOf(DatabaseDown.class));
    assertThat(TestOrigin.done(readers.run(() -> rounds.ask("e")))).isEqualTo("E");
    assertThat(read).containsExactly(List.of("a"), List.of("b", "c", "d"), List.of("e"));
  }

  @Test
  void whatCannotBeReadForOneIsReadForTheOthers() {
    Rounds<String, String> rounds =
        rounds(round -> {
          if (round.contains("bad")) {
            throw new IllegalStateException("unreadable");
          }
          return answer(round);
        });
    List<Future<String>> answers =
        readers.run(() -> List.of(rounds.ask("a"), rounds.ask("bad"), rounds.ask("c")));
    assertThat(TestOrigin.done(answers.get(0))).isEqualTo("A");
    assertThat(TestOrigin.done(answers.get(2))).isEqualTo("C");
    assertThatThrownBy(() -> TestOrigin.done(answers.get(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(read)
        .containsExactly(
            List.of("a", "bad", "c"),
            List.of("a"),
            List.of("bad", "c"),
            List.of("bad"),
            List.of("c"));
  }

  @Test
  void whatIsTooMuchTogetherIsReadInHalves() {
    Rounds<String, String> rounds =
        rounds(round -> round.size() > 2 ? Optional.empty() : answer(round));
    List<Future<String>> answers =
        readers.run(() -> List.of("a", "b", "c", "d", "e").stream().map(rounds::ask).toList());
    assertThat(answers.stream().map(TestOrigin::done)).containsExactly("A", "B", "C", "D", "E");
    assertThat(read)
        .containsExactly(
            List.of("a", "b", "c", "d", "e"),
            List.of("a", "b"),
            List.of("c", "d", "e"),
            List.of("c"),
            List.of("d", "e"));
  }

  @Test
  void aSingleQuestionIsNotHalvedForEver() {
    Rounds<String, String> rounds = rounds(round -> Optional.empty());
    Future<String> only = readers.run(() -> rounds.ask("a"));
    assertThatThrownBy(() -> TestOrigin.done(only)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anErrorDoesNotStopTheRounds() {
    Rounds<String, String> rounds =
        rounds(round -> {
          if (read.size() == 1) {
            throw new StackOverflowError();
          }
          return answer(round);
        });
    Future<String> first = readers.run(() -> rounds.ask("a"));
    assertThatThrownBy(() -> TestOrigin.done(first)).hasCauseInstanceOf(StackOverflowError.class);
    assertThat(TestOrigin.done(readers.run(() -> rounds.ask("b")))).isEqualTo("B");
  }

  @Test
  void nobodyWaitsWithoutBound() {
    patient(3, Duration.ofSeconds(3));
    Rounds<String, String> rounds = rounds(RoundsTest::answer);
    List<Future<String>> taken =
        readers.run(() -> {
          List<Future<String>> three = List.of(rounds.ask("a"), rounds.ask("b"), rounds.ask("c"));
          assertThatThrownBy(() -> rounds.ask("d")).isInstanceOf(DatabaseDown.class);
          return three;
        });
    taken.forEach(TestOrigin::done);
    assertThat(TestOrigin.done(readers.run(() -> rounds.ask("d")))).isEqualTo("D");
  }

  @Test
  void whoHasWaitedTooLongIsRefusedAndNotRead() {
    patient(3, Duration.ofNanos(1));
    Rounds<String, String> rounds = rounds(RoundsTest::answer);
    Future<String> late = readers.run(() -> rounds.ask("a"));
    assertThatThrownBy(() -> TestOrigin.done(late)).isInstanceOf(DatabaseDown.class);
    assertThat(read).isEmpty();
  }

  /// From now on so many may wait, and for so long.
  private void patient(int waitingMax, Duration wait) {
    Pool usual = ONE_AT_A_TIME.pool();
    Pool pool =
        new Pool(1, waitingMax, wait, usual.statementTime(), usual.lockWait(), usual.attemptsMax());
    readers.close();
    readers = new Readers(Configs.with(ONE_AT_A_TIME, pool));
  }
}
