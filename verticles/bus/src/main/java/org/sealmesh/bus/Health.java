package org.sealmesh.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Whether this process should get traffic: each role says so for itself, a load balancer asks.
///
/// One instance per process, shared by all verticles. Alive is another matter: a process that
/// answers at all is alive, and restarting it because its database is away would help nobody.
public final class Health {
  /// Shorter than the time-out of every common load balancer, so that a role that hangs is named
  /// and not the whole answer lost.
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  private final Clock clock;
  private final Map<String, Supplier<Future<State>>> probes = new ConcurrentHashMap<>();

  public Health(Clock clock) {
    this.clock = clock;
  }

  /// What a role says of itself.
  public enum State {
    READY,
    NOT_READY
  }

  /// Asks the role `name` from now on. The probe should touch what the role depends on, cheaply: it
  /// may be asked every second. One that fails or takes longer than 2 s counts as not ready.
  public void watch(String name, Supplier<Future<State>> probe) {
    if (probes.putIfAbsent(name, probe) != null) {
      throw new IllegalStateException(name + " is watched already");
    }
  }

  /// Asks no longer.
  public void forget(String name) {
    probes.remove(name);
  }

  /// Asks all roles at once. Never fails.
  public Future<Report> report() {
    List<Future<?>> pending = new ArrayList<>();
    Map<String, State> states = new ConcurrentHashMap<>();
    probes.forEach((name, probe) ->
        pending.add(
            bounded(probe).otherwise(State.NOT_READY).onSuccess(state -> states.put(name, state))));
    return Future.join(pending).map(all -> new Report(states));
  }

  private Future<State> bounded(Supplier<Future<State>> probe) {
    Promise<State> answer = Promise.promise();
    Clock.Timer timer = clock.after(PROBE_TIMEOUT, () -> answer.tryComplete(State.NOT_READY));
    Future<State> asked;
    try {
      asked = probe.get();
    } catch (RuntimeException bug) {
      asked = Future.failedFuture(bug);
    }
    asked.onComplete(outcome -> {
      timer.cancel();
      answer.tryComplete(outcome.succeeded() ? outcome.result() : State.NOT_READY);
    });
    return answer.future();
  }

  /// The answers of all roles, by name in alphabetical order.
  public record Report(Map<String, State> roles) {
    public Report {
      roles = Collections.unmodifiableMap(new TreeMap<>(roles));
    }

    /// Ready if every role is, and there is one at all.
    public State overall() {
      return !roles.isEmpty() && roles.values().stream().allMatch(s -> s == State.READY)
          ? State.READY
          : State.NOT_READY;
    }
  }
}
