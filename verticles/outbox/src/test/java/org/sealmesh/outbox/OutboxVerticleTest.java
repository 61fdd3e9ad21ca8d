package org.sealmesh.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.OutboxCommand;

class OutboxVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final VertxClock clock = new VertxClock(vertx);
  private final VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(30), 1000);
  private final Health health = new Health(clock);
  private final Mesh mesh = new Mesh();
  private final LinkedBlockingQueue<RouterMessage> fannedOut = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<OutboxCommand> asked = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void bringsWhatIsCommittedToTheMesh() throws InterruptedException {
    Rows rows = new Rows(clock);
    await(
        bus.handle(
            OriginAddresses.PERSISTENCE,
            m -> {
              asked.add((OutboxCommand) m);
              return rows.on(m, 1);
            }));
    await(bus.handle(OriginAddresses.CRYPTO, mesh::onCrypto));
    await(
        bus.handle(
            MeshAddresses.ROUTER,
            m -> {
              fannedOut.add(m);
              return mesh.onRouter(m);
            }));
    String id =
        await(
            vertx.deployVerticle(
                new OutboxVerticle(bus, clock, Meter.NONE, health, OutboxConfig.defaults())));
    assertThat(await(health.report()).roles()).containsEntry("outbox", Health.State.READY);
    assertThat(asked.poll(30, TimeUnit.SECONDS)).isInstanceOf(OutboxCommand.TakeOver.class);

    bus.tell(
        OriginAddresses.OUTBOX,
        new OutboxMessage.Committed(
            List.of(Entries.entry(1, 1, clock.now()), Entries.entry(1, 2, clock.now()))));
    bus.tell(
        OriginAddresses.OUTBOX,
        new OutboxMessage.PointersMoved(List.of(Entries.pointer(1, 1, 1, clock.now()))));

    for (int i = 0; i < 3; i++) {
      assertThat(fannedOut.poll(30, TimeUnit.SECONDS)).isInstanceOf(RouterMessage.FanOut.class);
    }
    OutboxCommand next = asked.poll(30, TimeUnit.SECONDS);
    while (next instanceof OutboxCommand.TakeOver || next instanceof OutboxCommand.Measure) {
      next = asked.poll(30, TimeUnit.SECONDS);
    }
    assertThat(next).isInstanceOf(OutboxCommand.Finish.class);
    await(vertx.undeploy(id));
    assertThat(await(health.report()).roles()).isEmpty();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
