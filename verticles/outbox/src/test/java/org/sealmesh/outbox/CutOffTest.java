package org.sealmesh.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.outbox.Entries.CONFIG;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.OutboxEntry;

/// One of two processes on one database reaches no relay, lives on, and goes on taking messages.
class CutOffTest {
  private static final Duration TICK = Duration.ofMillis(50);

  private final FakeClock clock = new FakeClock();
  private final Rows rows = new Rows(clock);
  private final Mesh mesh = new Mesh();
  private final Set<Long> delivered = new HashSet<>();
  private final FakeBus lonelyBus = new FakeBus();
  private final FakeBus otherBus = new FakeBus();
  private final Outbox lonely =
      outbox(
          1,
          lonelyBus,
          asked ->
              Future.failedFuture(
                  new Bus.Unanswered(Bus.Reason.MAILBOX_FULL, MeshAddresses.ROUTER.name())));
  private final Outbox other =
      outbox(
          2,
          otherBus,
          asked -> {
            delivered.add(((RouterMessage.FanOut) asked).envelope().seq().value());
            return mesh.onRouter(asked);
          });

  private Outbox outbox(int process, FakeBus bus, Function<RouterMessage, Future<?>> router) {
    bus.handle(OriginAddresses.PERSISTENCE, message -> rows.on(message, process));
    bus.handle(OriginAddresses.CRYPTO, mesh::onCrypto);
    bus.handle(MeshAddresses.ROUTER, router);
    Outbox outbox = new Outbox(CONFIG, bus, clock, new OutboxMetrics(Meter.NONE));
    outbox.start();
    return outbox;
  }

  /// Long before it is given up: with its lease renewed, it would be held until then.
  @Test
  void givesItsRowsToTheOtherOne() {
    for (long seq = 1; seq <= 10; seq++) {
      OutboxEntry entry = Entries.entry(1, seq, clock.now());
      rows.commit(entry, 1);
      lonely.onCommitted(new OutboxMessage.Committed(List.of(entry)));
      pass(Duration.ofSeconds(1));
    }
    pass(CONFIG.giveUpAfter().dividedBy(2));
    assertThat(delivered).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(rows.size()).isZero();
    assertThat(other.size()).isZero();
    // What it has given away it holds until its time is over, in case that it gets through.
    pass(CONFIG.giveUpAfter());
    assertThat(lonely.size()).isZero();
  }

  private void pass(Duration time) {
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(TICK)) {
      clock.advance(TICK);
      lonelyBus.run();
      otherBus.run();
    }
  }
}
