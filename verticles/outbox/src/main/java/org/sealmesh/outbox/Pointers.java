package org.sealmesh.outbox;

import java.util.List;
import org.sealmesh.origin.persistence.PointerMoved;

/// Announces pointers, beside the events and with less room. All of it may be lost.
final class Pointers {
  private final OutboxConfig config;
  private final Sender sender;
  private final OutboxMetrics metrics;
  private final PointerQueue queue;
  private int inFlight;

  Pointers(OutboxConfig config, Sender sender, OutboxMetrics metrics) {
    this.config = config;
    this.sender = sender;
    this.metrics = metrics;
    this.queue = new PointerQueue(config.pointersMax());
  }

  void add(List<PointerMoved> moved) {
    for (PointerMoved pointer : moved) {
      metrics.pointersLost.add(queue.add(pointer));
    }
    pump();
  }

  private void pump() {
    while (inFlight < config.pointersInFlightMax()) {
      PointerMoved next = queue.poll();
      if (next == null) {
        return;
      }
      inFlight++;
      sender
          .send(next)
          .onComplete(sent -> {
            inFlight--;
            if (sent.succeeded() && sent.result() instanceof Sender.Acked) {
              metrics.pointersSent.increment();
            } else {
              metrics.pointersLost.increment();
            }
            pump();
          });
    }
  }
}
