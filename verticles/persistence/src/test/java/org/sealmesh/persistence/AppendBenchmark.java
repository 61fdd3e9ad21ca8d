package org.sealmesh.persistence;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.sealmesh.origin.User;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.persistence.PersistenceConfig.Limits;

/// How many changes a second are accepted, durably, on this machine: spread over conversations, and
/// into one that everybody writes to. The outbox only finishes its rows.
///
/// Arguments: `h2` or `mariadb`, then optionally how many appends a round has.
final class AppendBenchmark {
  private static final int ROUNDS = 5;
  private static final int IN_FLIGHT = 256;
  private static final int BODY_CHARS = 256;

  private final TestOrigin origin;
  private final Chat chat;
  private final int appends;
  private final Change message = new Change.Send("x".repeat(BODY_CHARS), null);

  AppendBenchmark(TestOrigin origin, int appends) {
    this.origin = origin;
    this.chat = new Chat(origin);
    this.appends = appends;
  }

  public static void main(String[] arguments) throws InterruptedException {
    int appends = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
    switch (arguments[0]) {
      case "h2" -> {
        try (H2UnderTest database = new H2UnderTest()) {
          run("H2", database, appends);
        }
      }
      case "mariadb" -> {
        try (MariaDbServer server = MariaDbServer.start()) {
          run("MariaDB", new MariaDbUnderTest(server), appends);
        }
      }
      default -> throw new IllegalArgumentException("h2 or mariadb");
    }
  }

  /// One user's commits for everybody, and no limit that a round would meet.
  static PersistenceConfig unlimited(DatabaseUnderTest database) {
    return Configs.with(database.config(), new Limits(256, 5000, 100_000, 50, 200_000, 1000, 1000));
  }

  private static void run(String engine, DatabaseUnderTest database, int appends)
      throws InterruptedException {
    try (TestOrigin origin = TestOrigin.start(unlimited(database))) {
      origin.finishInsteadOfRemembering();
      AppendBenchmark benchmark = new AppendBenchmark(origin, appends);
      benchmark.measure(engine + ", spread over 256 conversations", 256);
      benchmark.measure(engine + ", spread over 16 conversations", 16);
      benchmark.measure(engine + ", one conversation", 1);
      origin.awaitFinished();
    }
  }

  private void measure(String what, int conversations) {
    User ann = chat.user("Ann");
    User bob = chat.user("Bob");
    List<Conversation> groups =
        IntStream.range(0, conversations).mapToObj(i -> chat.group(ann, bob)).toList();
    round(groups, ann);
    long batchesBefore = batches();
    List<Double> perSecond = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      long startNs = System.nanoTime();
      round(groups, ann);
      perSecond.add(appends * 1e9 / (System.nanoTime() - startNs));
    }
    System.out.printf(
        Locale.ROOT,
        "%s: median %.0f appends/s of %s, %.1f in a commit%n",
        what,
        perSecond.stream().sorted().toList().get(ROUNDS / 2),
        perSecond.stream().map(Math::round).toList(),
        (double) ROUNDS * appends / (batches() - batchesBefore));
  }

  private long batches() {
    return origin.meter.value("sealmesh_persistence_batches_total");
  }

  /// Always the same number on their way, each followed by the next.
  void round(List<Conversation> groups, User writer) {
    AtomicInteger begun = new AtomicInteger();
    List<Future<Void>> writers = new ArrayList<>();
    for (int i = 0; i < IN_FLIGHT; i++) {
      Promise<Void> done = Promise.promise();
      next(groups, writer, begun, done);
      writers.add(done.future());
    }
    writers.forEach(TestOrigin::done);
  }

  private void next(
      List<Conversation> groups, User writer, AtomicInteger begun, Promise<Void> done) {
    int number = begun.getAndIncrement();
    if (number >= appends) {
      done.complete();
      return;
    }
    chat.begin(writer, groups.get(number % groups.size()), message)
        .onFailure(done::fail)
        .onSuccess(outcome -> {
          if (outcome instanceof Appended) {
            next(groups, writer, begun, done);
          } else {
            done.fail(String.valueOf(outcome));
          }
        });
  }
}
