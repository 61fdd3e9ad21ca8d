package org.sealmesh.persistence;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.persistence.EventCommand.GetSyncTag;
import org.sealmesh.origin.persistence.EventCommand.Sync;
import org.sealmesh.origin.persistence.EventCommand.SyncTag;
import org.sealmesh.origin.persistence.EventCommand.Synced;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Engine;
import org.sealmesh.persistence.sql.Session;

/// Rounds on a database that an origin has opened, without that origin: all questions of a test
/// come in one task, so that how many rounds they make is certain.
final class Readers implements AutoCloseable {
  final FakeMeter meter = new FakeMeter();
  private final Vertx vertx = Vertx.vertx();
  private final PersistenceConfig config;
  private final Context context;

  /// A verticle that does nothing but lend its context.
  private static final class Lender extends VerticleBase {
    private final Promise<Context> lent = Promise.promise();

    @Override
    public Future<?> start() {
      lent.complete(context);
      return Future.succeededFuture();
    }
  }

  Readers(PersistenceConfig config) {
    this.config = config;
    Lender lender = new Lender();
    TestOrigin.done(
        vertx.deployVerticle(
            lender, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    context = TestOrigin.done(lender.lent.future());
  }

  /// Runs it where the rounds live.
  <T> T run(Supplier<T> todo) {
    Promise<T> done = Promise.promise();
    context.runOnContext(turn -> {
      try {
        done.complete(todo.get());
      } catch (RuntimeException | Error failure) {
        done.fail(failure);
      }
    });
    return TestOrigin.done(done.future());
  }

  <Q, A> Rounds<Q, A> rounds(String name, Rounds.Reading<Q, A> reading) {
    return rounds(name, reading, new VertxClock(vertx));
  }

  <Q, A> Rounds<Q, A> rounds(String name, Rounds.Reading<Q, A> reading, Clock clock) {
    VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(1), 10);
    Surroundings around = new Surroundings(context, bus, clock, new Ids(new Random(1)), meter);
    return new Rounds<>(name, reading, config, around);
  }

  private <T> T withDatabase(Function<Database, T> todo) {
    Engine engine = Engines.of(config);
    Database database =
        run(() -> new Database(vertx, engine, Engines.bounds(config.pool()), meter, () -> {}));
    try {
      return todo.apply(database);
    } finally {
      TestOrigin.done(database.close());
    }
  }

  /// All at once; the answers in the order of the questions.
  List<Future<Synced>> syncs(Timeline timeline, List<Sync> questions) {
    return withDatabase(database -> {
      SyncReader reader =
          new SyncReader(database, timeline, new EventReader(Bodies.plain()), config.rounds());
      Rounds<Sync, Synced> rounds = rounds("sync", reader);
      List<Future<Synced>> answers = run(() -> questions.stream().map(rounds::ask).toList());
      TestOrigin.done(Future.join(answers).otherwiseEmpty());
      return answers;
    });
  }

  List<Future<SyncTag>> tags(Timeline timeline, List<GetSyncTag> questions) {
    return withDatabase(database -> {
      TagReader reader = new TagReader(database, timeline, config.rounds().rowsMax());
      Rounds<GetSyncTag, SyncTag> rounds = rounds("tag", reader);
      List<Future<SyncTag>> answers = run(() -> questions.stream().map(rounds::ask).toList());
      TestOrigin.done(Future.join(answers).otherwiseEmpty());
      return answers;
    });
  }

  /// Each by itself.
  <Q, A> List<A> alone(Timeline timeline, List<Q> questions, Answering<Q, A> answering) {
    return withDatabase(database ->
        run(() ->
            questions.stream()
                .map(question ->
                    database.read(session -> one(session, timeline, question, answering)))
                .toList()));
  }

  private static <Q, A> A one(
      Session session, Timeline timeline, Q question, Answering<Q, A> answering) {
    return answering.answer(new Alone(session, timeline), question);
  }

  interface Answering<Q, A> {
    A answer(Alone alone, Q question);
  }

  @Override
  public void close() {
    TestOrigin.done(vertx.close());
  }
}
