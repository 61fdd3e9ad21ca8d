package org.sealmesh.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.outbox.Entries.CONFIG;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxEntry;

/// Two processes on one database, in which messages and answers get lost, relays do not answer, and
/// a process dies at any moment. Each seed is one history; a failure names it.
class OutboxSimulationTest {
  private static final int PROCESSES = 2;
  private static final int CONVERSATIONS = 5;
  private static final int STEPS = 4_000;

  /// Every event is acknowledged, or was tried until it was a minute old; no row stays; nothing is
  /// held beyond the bound.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 20_300_101, 77_777_777})
  void bringsEveryEventToTheMeshWhateverFails(long seed) {
    World world = new World(new Random(seed));
    for (int step = 0; step < STEPS; step++) {
      world.step();
    }
    // With half of the time left, the longest wait between two tries is no excuse.
    Instant young = world.clock.now().minus(CONFIG.giveUpAfter().dividedBy(2));
    world.calm();

    assertThat(world.committed).as("seed %d did something", seed).hasSizeGreaterThan(300);
    assertThat(world.rows.size()).as("rows left, seed %d", seed).isZero();
    assertThat(world.rows.finished.keySet())
        .as("every row was finished, seed %d", seed)
        .isEqualTo(world.committed.keySet());
    world.committed.forEach((row, at) -> {
      Instant end = world.rows.finished.get(row);
      assertThat(world.acked.contains(row) || !end.isBefore(at.plus(CONFIG.giveUpAfter())))
          .as("seed %d: an event was acknowledged, or tried for a minute", seed)
          .isTrue();
      if (!at.isBefore(young)) {
        assertThat(world.acked).as("seed %d: one that had time was not", seed).contains(row);
      }
    });
    assertThat(world.heldMost).isLessThanOrEqualTo(CONFIG.entriesMax());
  }

  private static final class World {
    private final Random random;
    private final FakeClock clock = new FakeClock();
    private final Rows rows = new Rows(clock);
    private final Mesh mesh = new Mesh();
    private final Process[] processes = new Process[PROCESSES];
    private final Map<Row, Instant> committed = new HashMap<>();
    private final Map<RoutingId, Map<Long, Row>> byEnvelope = new HashMap<>();
    private final Set<Row> acked = new HashSet<>();
    private final long[] heads = new long[CONVERSATIONS];
    private int heldMost;
    private int lives;

    World(Random random) {
      this.random = random;
      for (int i = 0; i < PROCESSES; i++) {
        processes[i] = new Process();
      }
    }

    void step() {
      switch (random.nextInt(40)) {
        case 0, 1, 2, 3 -> commit();
        case 4 -> mesh.deadNodes.add(new NodeId("dead"));
        case 5, 6 -> mesh.deadNodes.clear();
        case 7 -> clock.advance(Duration.ofMillis(random.nextInt(3_000)));
        case 8 -> {
          if (random.nextInt(10) == 0) {
            int dead = random.nextInt(PROCESSES);
            processes[dead].die();
            processes[dead] = new Process();
          }
        }
        case 9, 10 -> somebody().lose();
        case 11 -> somebody().loseAnswer();
        case 12 -> clock.advance(Duration.ofMillis(10));
        default -> somebody().bus.step();
      }
      for (Process process : processes) {
        heldMost = Math.max(heldMost, process.held());
      }
    }

    /// Nothing fails any more, and time goes on until every lease and every retry is over.
    void calm() {
      mesh.deadNodes.clear();
      for (int i = 0; i < 1_200; i++) {
        for (Process process : processes) {
          process.bus.run();
        }
        clock.advance(Duration.ofMillis(100));
      }
    }

    private Process somebody() {
      return processes[random.nextInt(PROCESSES)];
    }

    private void commit() {
      Process process = somebody();
      int conversation = random.nextInt(CONVERSATIONS);
      List<OutboxEntry> batch = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        OutboxEntry entry =
            Entries.entry(conversation, ++heads[conversation], clock.now(), random.nextInt(4));
        Row row = Rows.row(entry);
        rows.commit(entry, process.id);
        committed.put(row, clock.now());
        byEnvelope
            .computeIfAbsent(entry.rid(), rid -> new HashMap<>())
            .put(entry.event().seq().value(), row);
        if (entry.targets().isEmpty()) {
          acked.add(row);
        }
        batch.add(entry);
      }
      // Told, not asked: it may be lost between the two.
      if (random.nextInt(10) > 0) {
        process.outbox.onCommitted(new OutboxMessage.Committed(batch));
      }
    }

    private Future<?> onRouter(RouterMessage message) {
      RouterMessage.FanOut fanOut = (RouterMessage.FanOut) message;
      Row row =
          byEnvelope.get(fanOut.envelope().conversation()).get(fanOut.envelope().seq().value());
      if (mesh.deadNodes.isEmpty()) {
        acked.add(row);
      }
      return mesh.onRouter(message);
    }

    private final class Process {
      private final int id = ++lives;
      private final FakeBus bus = new FakeBus();
      private final Outbox outbox = new Outbox(CONFIG, bus, clock, new OutboxMetrics(Meter.NONE));

      Process() {
        bus.handle(OriginAddresses.PERSISTENCE, m -> rows.on(m, id));
        bus.handle(OriginAddresses.CRYPTO, mesh::onCrypto);
        bus.handle(MeshAddresses.ROUTER, World.this::onRouter);
        outbox.start();
      }

      int held() {
        return outbox.size();
      }

      /// Its timers stop and nothing it sent is delivered any more.
      void die() {
        outbox.stop();
      }

      void lose() {
        if (bus.waiting() > 0) {
          bus.drop();
        }
      }

      void loseAnswer() {
        if (bus.waiting() > 0) {
          bus.dropAnswer();
        }
      }
    }
  }
}
