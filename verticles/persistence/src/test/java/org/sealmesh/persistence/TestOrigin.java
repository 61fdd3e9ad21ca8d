package org.sealmesh.persistence;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.OutboxCommand.Finish;
import org.sealmesh.origin.persistence.OutboxCommand.Finished;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.PointerMoved;

/// An origin node that has nothing but its database: the real verticle on the real bus, and an
/// outbox that only writes down what it is told.
final class TestOrigin implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final MovableClock clock;
  final FakeMeter meter = new FakeMeter();
  final Health health;
  private final Vertx vertx = Vertx.vertx();
  private final VertxBus bus;
  private final List<OutboxEntry> committed = Collections.synchronizedList(new ArrayList<>());
  private final List<PointerMoved> moved = Collections.synchronizedList(new ArrayList<>());

  private final List<Row> delivered = new ArrayList<>();
  private volatile boolean finishing;
  private boolean asking;

  private TestOrigin(PersistenceConfig config, long seed) {
    clock = new MovableClock(new VertxClock(vertx));
    health = new Health(new VertxClock(vertx));
    bus = new VertxBus(vertx, PATIENCE, 100_000);
    try {
      done(bus.handle(OriginAddresses.OUTBOX, this::onOutbox));
      done(
          vertx.deployVerticle(
              new PersistenceVerticle(bus, clock, new Random(seed), meter, health, config),
              new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    } catch (RuntimeException failure) {
      done(vertx.close());
      throw failure;
    }
  }

  static TestOrigin start(PersistenceConfig config) {
    // Not seeded with a constant: two nodes on one database must not invent the same ids.
    long seed = System.nanoTime();
    System.out.println("seed of the ids: " + seed);
    return new TestOrigin(config, seed);
  }

  private Future<?> onOutbox(OutboxMessage message) {
    switch (message) {
      case OutboxMessage.Committed c -> {
        if (finishing) {
          finish(c.entries());
        } else {
          committed.addAll(c.entries());
        }
      }
      case OutboxMessage.PointersMoved p -> moved.addAll(p.moved());
      case OutboxMessage.GetVitals nobodyAsks -> {}
    }
    return Future.succeededFuture();
  }

  <R, Q extends PersistenceMessage & Ask<R>> Future<R> send(Q message) {
    return bus.ask(OriginAddresses.PERSISTENCE, message);
  }

  <R, Q extends PersistenceMessage & Ask<R>> R ask(Q message) {
    return done(this.<R, Q>send(message));
  }

  /// From now on there are relays, which answer who was seen in a call.
  void relaysSay(Function<CallId, Future<Sighted>> answer) {
    done(
        bus.handle(
            MeshAddresses.ROUTER, message -> answer.apply(((RouterMessage.Sight) message).call())));
  }

  /// Writes nothing down from now on, but finishes every row, as the outbox does in the end.
  void finishInsteadOfRemembering() {
    finishing = true;
  }

  /// One request at a time, with all that has gathered meanwhile.
  private synchronized void finish(List<OutboxEntry> entries) {
    entries.forEach(e -> delivered.add(new Row(e.conversation(), e.event().seq())));
    if (!asking && !delivered.isEmpty()) {
      asking = true;
      Finish finish = new Finish(delivered);
      delivered.clear();
      this.<Finished, Finish>send(finish).onComplete(finished -> finishMore());
    }
  }

  private synchronized void finishMore() {
    asking = false;
    finish(List.of());
    notifyAll();
  }

  /// Until the last row that was told is finished.
  synchronized void awaitFinished() throws InterruptedException {
    while (asking) {
      wait();
    }
  }

  /// What the outbox was told so far, in that order.
  List<OutboxEntry> committed() {
    synchronized (committed) {
      return List.copyOf(committed);
    }
  }

  List<PointerMoved> moved() {
    synchronized (moved) {
      return List.copyOf(moved);
    }
  }

  /// Asks until an answer comes; while the database is away there is none.
  <R, Q extends PersistenceMessage & Ask<R>> R insist(Q message) {
    long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return this.<R, Q>ask(message);
      } catch (Bus.HandlerFailed | Bus.Unanswered away) {
        if (System.nanoTime() > deadlineNs) {
          throw away;
        }
      }
    }
  }

  /// Looks until it is so.
  static void eventually(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNs) {
        throw new AssertionError("it never came true");
      }
      Thread.onSpinWait();
    }
  }

  Health.State readiness() {
    return done(health.report()).overall();
  }

  static <T> T done(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failure.getCause());
    } catch (InterruptedException | TimeoutException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    done(vertx.close());
  }
}
