package org.sealmesh.bus.fake;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;

/// A bus in one thread that delivers when the test says so, and remembers what was said.
///
/// Messages wait in one queue until [#run] or [#step]; [#drop] and [#dropAnswer] lose the next one
/// or its answer, as a real bus may. A handler that throws fails the test that steps.
///
/// [#process] makes the bus of another process of the same cluster: they share the queue, and
/// clustered addresses.
public final class FakeBus implements Bus {
  private final Map<String, Function<Object, Future<?>>> handlers = new HashMap<>();
  private final Map<String, Function<Object, Future<?>>> clustered;
  private final Queue<Sent> queue;
  private final List<Object> said;

  public FakeBus() {
    this(new HashMap<>(), new ArrayDeque<>(), new ArrayList<>());
  }

  private FakeBus(
      Map<String, Function<Object, Future<?>>> clustered, Queue<Sent> queue, List<Object> said) {
    this.clustered = clustered;
    this.queue = queue;
    this.said = said;
  }

  /// The bus of another process. Stepping any of them steps all.
  public FakeBus process() {
    return new FakeBus(clustered, queue, said);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <M> Future<Registration> handle(Address<M> address, Function<M, Future<?>> handler) {
    Map<String, Function<Object, Future<?>>> reachable = reachable(address);
    if (reachable.putIfAbsent(
            address.name(), (Function<Object, Future<?>>) (Function<?, ?>) handler)
        != null) {
      return Future.failedFuture(new IllegalStateException(address.name() + " is taken"));
    }
    return Future.succeededFuture(() -> {
      reachable.remove(address.name());
      return Future.succeededFuture();
    });
  }

  private Map<String, Function<Object, Future<?>>> reachable(Address<?> address) {
    return switch (address.reach()) {
      case PROCESS -> handlers;
      case CLUSTER -> clustered;
    };
  }

  @Override
  public <Q> void tell(Address<? super Q> to, Q message) {
    queue.add(new Sent(reachable(to), to.name(), message, null));
    said.add(message);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R, Q extends Ask<R>> Future<R> ask(Address<? super Q> to, Q message) {
    Promise<Object> answer = Promise.promise();
    queue.add(new Sent(reachable(to), to.name(), message, answer));
    said.add(message);
    return (Future<R>) answer.future();
  }

  /// Delivers the oldest waiting message.
  ///
  /// @return false if none waited
  public boolean step() {
    Sent next = queue.poll();
    if (next == null) {
      return false;
    }
    Promise<Object> answer = next.answer;
    Future<?> outcome = handle(next);
    if (answer != null) {
      outcome.onComplete(done -> {
        if (done.succeeded()) {
          answer.complete(done.result());
        } else {
          answer.fail(done.cause());
        }
      });
    }
    return true;
  }

  private Future<?> handle(Sent sent) {
    Function<Object, Future<?>> handler = sent.among.get(sent.to);
    if (handler == null) {
      return Future.failedFuture(new Unanswered(Reason.NOBODY_LISTENS, sent.to));
    }
    return handler
        .apply(sent.message)
        .recover(failure ->
            Future.failedFuture(
                failure instanceof Overloaded
                    ? new Unanswered(Reason.MAILBOX_FULL, sent.to)
                    : new HandlerFailed(sent.to)));
  }

  /// Delivers until nothing waits.
  public void run() {
    while (step()) {
      // Each step may add more.
    }
  }

  /// Loses the oldest waiting message; an asker sees a time-out.
  public void drop() {
    Sent lost = queue.remove();
    if (lost.answer != null) {
      lost.answer.fail(new Unanswered(Reason.TIMED_OUT, lost.to));
    }
  }

  /// Delivers the oldest waiting message and loses its answer: it was handled, and an asker sees a
  /// time-out.
  public void dropAnswer() {
    Sent next = queue.remove();
    handle(next);
    if (next.answer != null) {
      next.answer.fail(new Unanswered(Reason.TIMED_OUT, next.to));
    }
  }

  /// How many messages wait.
  public int waiting() {
    return queue.size();
  }

  /// All messages of one type that were sent so far, oldest first.
  public <T> List<T> said(Class<T> type) {
    return said.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private record Sent(
      Map<String, Function<Object, Future<?>>> among,
      String to,
      Object message,
      @Nullable Promise<Object> answer) {}
}
