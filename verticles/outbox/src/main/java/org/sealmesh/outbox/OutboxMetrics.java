package org.sealmesh.outbox;

import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Every metric of the outbox.
final class OutboxMetrics {
  private static final String PREFIX = "sealmesh_outbox_";

  final Meter.Counter delivered;
  final Meter.Counter retried;
  final Meter.Counter givenUp;
  final Meter.Counter undeliverable;
  final Meter.Counter dropped;
  final Meter.Counter takenOver;
  final Meter.Counter pointersSent;
  final Meter.Counter pointersLost;
  private final Meter meter;

  OutboxMetrics(Meter meter) {
    this.meter = meter;
    delivered = meter.counter(PREFIX + "delivered", "Events that all nodes acknowledged");
    retried = meter.counter(PREFIX + "retried", "Tries after which an event had to be tried again");
    givenUp = meter.counter(PREFIX + "given_up", "Events that not all nodes acknowledged in time");
    undeliverable =
        meter.counter(PREFIX + "undeliverable", "Events too long or without a key; sync has them");
    dropped = meter.counter(PREFIX + "dropped", "Events left to their rows for want of room");
    takenOver = meter.counter(PREFIX + "taken_over", "Events taken over by their rows");
    pointersSent = meter.counter(PREFIX + "pointers", "Pointers announced");
    pointersLost = meter.counter(PREFIX + "pointers_lost", "Pointers not announced; sync has them");
  }

  void backlog(LongSupplier rows, LongSupplier oldestSeconds) {
    meter.gauge(PREFIX + "rows", "Committed events that are not delivered yet", rows);
    meter.gauge(PREFIX + "oldest_seconds", "Since the oldest of them was committed", oldestSeconds);
  }

  void held(LongSupplier count) {
    meter.gauge(PREFIX + "held", "Events held until their rows are gone", count);
  }
}
