package org.sealmesh.outbox;

import io.vertx.core.Future;
import org.sealmesh.bus.Actor;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.outbox.OutboxMessage;

/// Brings committed events to the mesh, in the order of each conversation, and repeats until each
/// is acknowledged or a minute old.
///
/// Deploy it once, on an event loop, after persistence and crypto. The mesh may come and go.
public final class OutboxVerticle extends Actor<OutboxMessage> {
  private static final String ROLE = "outbox";

  private final Outbox outbox;
  private final Health health;

  public OutboxVerticle(Bus bus, Clock clock, Meter meter, Health health, OutboxConfig config) {
    super(bus, OriginAddresses.OUTBOX);
    this.outbox = new Outbox(config, bus, clock, new OutboxMetrics(meter));
    this.health = health;
  }

  @Override
  protected Future<?> prepare() {
    outbox.start();
    health.watch(ROLE, () -> Future.succeededFuture(Health.State.READY));
    return Future.succeededFuture();
  }

  @Override
  protected Future<?> onMessage(OutboxMessage message) {
    return switch (message) {
      case OutboxMessage.Committed committed -> {
        outbox.onCommitted(committed);
        yield Future.succeededFuture();
      }
      case OutboxMessage.PointersMoved moved -> {
        outbox.onPointersMoved(moved);
        yield Future.succeededFuture();
      }
      case OutboxMessage.GetVitals get -> Future.succeededFuture(outbox.vitals());
    };
  }

  @Override
  protected Future<?> release() {
    health.forget(ROLE);
    outbox.stop();
    return Future.succeededFuture();
  }
}
