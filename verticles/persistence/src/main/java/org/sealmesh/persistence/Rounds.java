package org.sealmesh.persistence;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;
import org.sealmesh.persistence.sql.DatabaseDown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers questions of one kind in rounds: those that come while the database reads for others are
/// answered together by what it reads next. A question that comes alone is read for at once;
/// however many come, rounds begin no faster than the settings say, so that reads do not grow with
/// those who ask.
///
/// No answer is older than its question: a round reads only after everyone in it has asked, and
/// nothing is kept for the next one.
///
/// @param <Q> what is asked
/// @param <A> what is answered
final class Rounds<Q, A> {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final Reading<Q, A> reading;
  private final Context context;
  private final Clock clock;
  private final int parallel;
  private final Duration spacing;
  private final int roundMax;
  private final int waitingMax;
  private final Duration patience;
  private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>();
  private final Meter.Counter rounds;
  private final Meter.Counter answers;
  private long beganNs;
  private Clock.@Nullable Timer timer;
  private int running;

  /// Answers several questions from the same reads.
  interface Reading<Q, A> {
    /// @return the answers in the order of the questions; nothing if together these need more
    ///   memory than a round may have, which is never said of a single one
    Optional<List<A>> read(List<Q> questions);
  }

  private record Asked<Q, A>(Q question, Promise<A> answer, long sinceNs) {}

  /// @param name of the questions, as metrics have it
  Rounds(String name, Reading<Q, A> reading, PersistenceConfig config, Surroundings around) {
    this.reading = reading;
    this.context = around.context();
    this.clock = around.clock();
    this.parallel = config.rounds().parallel();
    this.spacing = config.rounds().spacing();
    this.beganNs = clock.nanoTime() - spacing.toNanos();
    this.roundMax = config.rounds().questionsMax();
    this.waitingMax = config.pool().waitingMax();
    this.patience = config.pool().connectionWait();
    String prefix = "sealmesh_persistence_" + name;
    Meter meter = around.meter();
    this.rounds = meter.counter(prefix + "_rounds_total", "Rounds of reads");
    this.answers = meter.counter(prefix + "_answers_total", "Questions in those rounds");
    meter.gauge(prefix + "_waiting", "Questions that wait for a round", waiting::size);
  }

  /// @throws DatabaseDown if too many wait
  Future<A> ask(Q question) {
    if (waiting.size() >= waitingMax) {
      throw new DatabaseDown("too many reads wait");
    }
    Asked<Q, A> asked = new Asked<>(question, Promise.promise(), clock.nanoTime());
    waiting.add(asked);
    schedule();
    return asked.answer().future();
  }

  /// Has the next round begin as soon as it may.
  private void schedule() {
    if (waiting.isEmpty() || running >= parallel) {
      return;
    }
    Duration wait = spacing.minusNanos(clock.nanoTime() - beganNs);
    // A full round would not grow by waiting.
    if (waiting.size() >= roundMax || !wait.isPositive()) {
      running++;
      beganNs = clock.nanoTime();
      context.runOnContext(turn -> run());
    } else if (timer == null) {
      timer =
          clock.after(
              wait,
              () -> {
                timer = null;
                schedule();
              });
    }
  }

  private void run() {
    List<Asked<Q, A>> round = next();
    if (!round.isEmpty()) {
      answer(round);
    }
    running--;
    schedule();
  }

  /// The oldest questions. Who asked too long ago has given up, or is about to ask again.
  private List<Asked<Q, A>> next() {
    List<Asked<Q, A>> round = new ArrayList<>();
    long nowNs = clock.nanoTime();
    while (round.size() < roundMax && !waiting.isEmpty()) {
      Asked<Q, A> oldest = waiting.remove();
      if (nowNs - oldest.sinceNs() > patience.toNanos()) {
        oldest.answer().fail(new DatabaseDown("no round came in time"));
      } else {
        round.add(oldest);
      }
    }
    return round;
  }

  private void answer(List<Asked<Q, A>> round) {
    rounds.increment();
    answers.add(round.size());
    try {
      Optional<List<A>> read = reading.read(round.stream().map(Asked::question).toList());
      if (read.isPresent()) {
        for (int i = 0; i < round.size(); i++) {
          round.get(i).answer().tryComplete(read.get().get(i));
        }
      } else {
        answerHalves(round);
      }
    } catch (DatabaseDown | Error failure) {
      // An error, too, fails those in the round, and must not stop the rounds for ever.
      round.forEach(asked -> asked.answer().tryFail(failure));
    } catch (RuntimeException bug) {
      // What one of them needs cannot be read: whoever is in the other half is answered.
      if (round.size() == 1) {
        round.getFirst().answer().tryFail(bug);
      } else {
        LOG.warn("a round of {} is read in halves: {}", round.size(), bug.getClass().getName());
        answerHalves(round);
      }
    }
  }

  private void answerHalves(List<Asked<Q, A>> round) {
    int half = round.size() / 2;
    if (half == 0) {
      throw new IllegalStateException("a single question is always answered");
    }
    answer(round.subList(0, half));
    answer(round.subList(half, round.size()));
  }
}
