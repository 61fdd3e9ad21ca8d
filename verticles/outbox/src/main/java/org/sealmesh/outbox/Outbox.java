package org.sealmesh.outbox;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.OutboxCommand;
import org.sealmesh.origin.persistence.OutboxCommand.Row;

/// Brings what [OutboxState] says to where it belongs, and keeps the rows of it. Runs on one event
/// loop.
final class Outbox {
  private final OutboxConfig config;
  private final Bus bus;
  private final Clock clock;
  private final OutboxMetrics metrics;
  private final OutboxState state;
  private final Sender sender;
  private final Pointers pointers;
  private final Rows rows;
  private final Backlog backlog;
  private Clock.@Nullable Timer wake;
  private OptionalLong wakeNs = OptionalLong.empty();
  private volatile int held;
  private long delivered;
  private long retried;
  private long givenUp;

  Outbox(OutboxConfig config, Bus bus, Clock clock, OutboxMetrics metrics) {
    this.config = config;
    this.bus = bus;
    this.clock = clock;
    this.metrics = metrics;
    this.state = new OutboxState(config);
    this.sender = new Sender(bus);
    this.pointers = new Pointers(config, sender, metrics);
    this.rows = new Rows();
    // Two answers may be late: the third that is missing is a sign.
    this.backlog = new Backlog(config.takeOverEvery().multipliedBy(3));
    metrics.held(() -> held);
    metrics.backlog(
        () -> backlog.waiting(clock.nanoTime()), () -> backlog.oldestSeconds(clock.nanoTime()));
  }

  void start() {
    rows.start();
  }

  /// Forgets everything: the rows keep it.
  void stop() {
    rows.stop();
    cancelWake();
  }

  /// Events held.
  int size() {
    return state.size();
  }

  /// How the outbox is.
  OutboxMessage.Vitals vitals() {
    return new OutboxMessage.Vitals(
        backlog.rows(clock.nanoTime()), state.size(), delivered, retried, givenUp);
  }

  void onCommitted(OutboxMessage.Committed committed) {
    metrics.dropped.add(state.add(committed.entries(), clock.now(), clock.nanoTime()));
    pump();
  }

  void onPointersMoved(OutboxMessage.PointersMoved moved) {
    pointers.add(moved.moved());
  }

  /// Sends what is due, and sees to it that what comes due later is sent then.
  private void pump() {
    for (Delivery delivery : state.next(clock.nanoTime())) {
      sender
          .send(delivery)
          .onComplete(sent -> {
            if (sent.succeeded()) {
              onSent(delivery, sent.result());
            } else {
              // Nobody listens, no answer in time, or a failure that its own log explains.
              count(state.failed(delivery, clock.nanoTime()));
            }
            pump();
          });
    }
    held = state.size();
    wakeUp(state.nextDueNs());
    rows.finishSoon();
  }

  private void onSent(Delivery delivery, Sender.Sent sent) {
    switch (sent) {
      case Sender.Acked acked -> {
        metrics.delivered.increment();
        delivered++;
        state.done(delivery);
      }
      case Sender.PartlyAcked partly ->
          count(state.partlyDelivered(delivery, partly.unacked(), clock.nanoTime()));
      case Sender.Undeliverable never -> {
        metrics.undeliverable.increment();
        state.done(delivery);
      }
    }
  }

  private void count(OutboxState.Outcome outcome) {
    switch (outcome) {
      case RETRIED_LATER -> {
        metrics.retried.increment();
        retried++;
      }
      case GIVEN_UP -> {
        metrics.givenUp.increment();
        givenUp++;
      }
    }
  }

  private void wakeUp(OptionalLong dueNs) {
    if (dueNs.equals(wakeNs)) {
      return;
    }
    cancelWake();
    dueNs.ifPresent(due -> {
      wakeNs = dueNs;
      wake =
          clock.after(
              Duration.ofNanos(due - clock.nanoTime()),
              () -> {
                wakeNs = OptionalLong.empty();
                pump();
              });
    });
  }

  private void cancelWake() {
    wakeNs = OptionalLong.empty();
    if (wake != null) {
      wake.cancel();
    }
  }

  /// The rows in the database: taken over when they have no living holder, renewed while they are
  /// tried, deleted when they are done. Of each request one is under way at a time.
  private final class Rows {
    /// As many rows as one transaction takes elsewhere.
    private static final int RENEW_MAX = 1000;

    private boolean takingOver;
    private boolean renewing;
    private boolean finishing;
    private boolean measuring;
    private Clock.@Nullable Timer takeOverTimer;
    private Clock.@Nullable Timer renewTimer;
    private Clock.@Nullable Timer finishTimer;

    void start() {
      takeOverTimer =
          clock.every(
              config.takeOverEvery(),
              () -> {
                takeOver();
                measure();
              });
      renewTimer = clock.every(config.renewEvery(), this::renew);
      takeOver();
      measure();
    }

    /// While the database is away it has no answer, and the last one grows old.
    private void measure() {
      if (measuring) {
        return;
      }
      measuring = true;
      bus.ask(OriginAddresses.PERSISTENCE, new OutboxCommand.Measure())
          .onComplete(done -> {
            measuring = false;
            if (done.succeeded()) {
              OutboxCommand.Measured measured = done.result();
              backlog.onMeasured(measured.rows(), measured.oldestAge(), clock.nanoTime());
            }
          });
    }

    void stop() {
      for (Clock.Timer timer : new Clock.Timer[] {takeOverTimer, renewTimer, finishTimer}) {
        if (timer != null) {
          timer.cancel();
        }
      }
    }

    private void takeOver() {
      int limit = Math.min(config.takeOverMax(), state.room());
      // Whoever has no way to the mesh leaves rows to those who have one.
      if (takingOver || limit == 0 || state.isStuck()) {
        return;
      }
      takingOver = true;
      bus.ask(OriginAddresses.PERSISTENCE, new OutboxCommand.TakeOver(config.lease(), limit))
          .onComplete(done -> {
            takingOver = false;
            // After a failure the next tick asks again.
            if (done.succeeded()) {
              onTakenOver(done.result(), limit);
            }
          });
    }

    private void onTakenOver(OutboxCommand.TakenOver taken, int limit) {
      metrics.takenOver.add(taken.entries().size());
      metrics.dropped.add(state.add(taken.entries(), clock.now(), clock.nanoTime()));
      pump();
      if (taken.entries().size() == limit) {
        takeOver();
      }
    }

    private void renew() {
      if (renewing) {
        return;
      }
      OutboxState.Leases leases = state.leases();
      List<Future<?>> asked = new ArrayList<>();
      asked.addAll(renew(leases.kept(), config.lease()));
      asked.addAll(renew(leases.givenAway(), Duration.ZERO));
      renewing = !asked.isEmpty();
      // Not renewed means at worst delivered twice, by this process and another one.
      Future.join(asked).onComplete(done -> renewing = false);
    }

    private List<Future<OutboxCommand.Renewed>> renew(List<Row> all, Duration lease) {
      List<Future<OutboxCommand.Renewed>> asked = new ArrayList<>();
      for (int from = 0; from < all.size(); from += RENEW_MAX) {
        List<Row> some = all.subList(from, Math.min(all.size(), from + RENEW_MAX));
        asked.add(bus.ask(OriginAddresses.PERSISTENCE, new OutboxCommand.Renew(some, lease)));
      }
      return asked;
    }

    /// Gathers for a moment, so that a busy site does not pay one transaction per event.
    void finishSoon() {
      if (!finishing && finishTimer == null && state.hasFinished()) {
        finishTimer = clock.after(config.finishDelay(), this::finish);
      }
    }

    private void finish() {
      finishTimer = null;
      finishing = true;
      List<Row> done = state.takeFinished();
      bus.ask(OriginAddresses.PERSISTENCE, new OutboxCommand.Finish(done))
          .onComplete(answer -> {
            finishing = false;
            if (answer.succeeded()) {
              state.deleted(done);
              held = state.size();
              finishSoon();
            } else {
              state.notDeleted(done);
              finishTimer = clock.after(config.retryMax(), this::finish);
            }
          });
    }
  }
}
