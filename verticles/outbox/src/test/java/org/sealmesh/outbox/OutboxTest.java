package org.sealmesh.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.outbox.Entries.CONFIG;
import static org.sealmesh.outbox.Entries.entry;
import static org.sealmesh.outbox.Entries.pointer;
import static org.sealmesh.outbox.Entries.rid;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.fake.FakeBus;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.OutboxCommand;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PointerMoved;

class OutboxTest {
  private static final int ME = 1;
  private static final int OTHER = 2;

  private final FakeClock clock = new FakeClock();
  private final FakeBus bus = new FakeBus();
  private final Rows rows = new Rows(clock);
  private final Mesh mesh = new Mesh();
  private final Outbox outbox = new Outbox(CONFIG, bus, clock, new OutboxMetrics(Meter.NONE));
  private Bus.Registration router;
  private Bus.Registration persistence;

  @BeforeEach
  void surroundings() {
    persistence = bus.handle(OriginAddresses.PERSISTENCE, m -> rows.on(m, ME)).result();
    bus.handle(OriginAddresses.CRYPTO, mesh::onCrypto);
    router = bus.handle(MeshAddresses.ROUTER, mesh::onRouter).result();
  }

  @Test
  void sealsFansOutAndDeletesTheRow() {
    start();
    commit(entry(1, 7, clock.now()));
    settle(Duration.ofSeconds(1));

    RouterMessage.FanOut fanOut = mesh.fannedOut.getFirst();
    assertThat(fanOut.targets()).isEqualTo(Entries.targets(2));
    assertThat(fanOut.envelope().type()).isEqualTo(Envelope.Type.EVENT);
    assertThat(Mesh.content(fanOut.envelope()))
        .isEqualTo("{\"type\":\"tombstone\",\"seq\":7,\"at\":1893456000000}");
    assertThat(mesh.fannedOut).hasSize(1);
    assertThat(rows.size()).isZero();
  }

  @Test
  void keepsTheOrderOfAConversation() {
    start();
    for (int seq = 1; seq <= 8; seq++) {
      commit(entry(1, seq, clock.now()));
    }
    bus.run();

    assertThat(mesh.seqs(rid(1))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
  }

  @Test
  void keepsTheOrderWhenAMessageIsLost() {
    start();
    commit(entry(1, 1, clock.now()), entry(1, 2, clock.now()));
    bus.drop();
    settle(Duration.ofSeconds(1));

    assertThat(mesh.seqs(rid(1))).containsExactly(1L, 2L);
    assertThat(rows.size()).isZero();
  }

  @Test
  void repeatsAFanOutWhoseAnswerWasLostWithTheSameBytes() {
    start();
    commit(entry(1, 1, clock.now()));
    bus.step();
    bus.dropAnswer();
    settle(Duration.ofSeconds(1));

    assertThat(mesh.fannedOut).hasSize(2);
    assertThat(mesh.fannedOut.getFirst()).isEqualTo(mesh.fannedOut.getLast());
    assertThat(bus.said(CryptoMessage.Seal.class)).hasSize(1);
    assertThat(rows.size()).isZero();
  }

  @Test
  void gathersRowsIntoOneTransaction() {
    start();
    for (int conversation = 0; conversation < 3; conversation++) {
      commit(entry(conversation, 1, clock.now()));
    }
    settle(Duration.ofSeconds(1));

    assertThat(bus.said(OutboxCommand.Finish.class)).hasSize(1);
    assertThat(rows.finished).hasSize(3);
  }

  @Test
  void repeatsAFinishThatWasLost() {
    start();
    commit(entry(1, 1, clock.now()));
    bus.run();
    clock.advance(Duration.ofMillis(50));
    bus.drop();
    assertThat(rows.size()).isEqualTo(1);
    settle(Duration.ofSeconds(6));

    assertThat(rows.size()).isZero();
    assertThat(mesh.fannedOut).hasSize(1);
  }

  @Test
  void triesANodeThatDoesNotAnswerAgainWithoutHoldingTheOthers() {
    start();
    mesh.deadNodes.add(new NodeId("dead"));
    commit(entry(1, 1, clock.now()), entry(1, 2, clock.now()));
    bus.run();
    assertThat(mesh.seqs(rid(1))).containsExactly(1L, 2L);

    settle(Duration.ofMillis(250));
    assertThat(mesh.seqs(rid(1))).containsExactly(1L, 2L, 1L, 2L);
    mesh.deadNodes.clear();
    settle(Duration.ofSeconds(1));
    assertThat(mesh.fannedOut).hasSize(6);
    assertThat(rows.size()).isZero();
  }

  @Test
  void leavesADeadNodeToSyncAfterAMinute() {
    start();
    mesh.deadNodes.add(new NodeId("dead"));
    commit(entry(1, 1, clock.now()));
    settle(Duration.ofSeconds(59));
    assertThat(rows.size()).isEqualTo(1);

    settle(Duration.ofSeconds(10));
    assertThat(rows.size()).isZero();
  }

  @Test
  void waitsForARouterThatIsNotThereYet() {
    start();
    router.unregister();
    commit(entry(1, 1, clock.now()), entry(1, 2, clock.now()));
    settle(Duration.ofSeconds(20));
    assertThat(mesh.fannedOut).isEmpty();

    bus.handle(MeshAddresses.ROUTER, mesh::onRouter);
    settle(Duration.ofSeconds(6));
    assertThat(mesh.seqs(rid(1))).containsExactly(1L, 2L);
    assertThat(rows.size()).isZero();
  }

  @Test
  void isNotWedgedByAnEventThatCannotBeSealed() {
    start();
    for (CryptoMessage.Sealing never :
        List.of(new CryptoMessage.ContentTooLong(48_990), new CryptoMessage.NoSuchKey())) {
      mesh.sealing = never;
      commit(entry(1, 1, clock.now()));
      settle(Duration.ofSeconds(1));
      assertThat(rows.size()).isZero();
    }
    mesh.sealing = null;
    commit(entry(1, 2, clock.now()));
    settle(Duration.ofSeconds(1));

    assertThat(mesh.seqs(rid(1))).containsExactly(2L);
  }

  @Test
  void splitsManyTargetsAndRepeatsOnlyTheChunksThatMissed() {
    start();
    mesh.deadNodes.add(new NodeId("dead"));
    commit(entry(1, 1, clock.now(), 2_500));
    bus.step();
    bus.step();
    mesh.deadNodes.clear();
    bus.run();

    assertThat(mesh.fannedOut).extracting(f -> f.targets().size()).containsExactly(1024, 1024, 452);
    settle(Duration.ofSeconds(1));
    assertThat(mesh.fannedOut).hasSize(4);
    assertThat(mesh.fannedOut.getLast()).isEqualTo(mesh.fannedOut.getFirst());
    assertThat(rows.size()).isZero();
  }

  @Test
  void takesOverWhatADeadProcessLeft() {
    rows.commit(entry(1, 1, clock.now()), OTHER);
    rows.commit(entry(1, 2, clock.now()), OTHER);
    start();
    settle(Duration.ofSeconds(29));
    assertThat(mesh.fannedOut).isEmpty();

    settle(Duration.ofSeconds(5));
    assertThat(mesh.seqs(rid(1))).containsExactly(1L, 2L);
    assertThat(rows.size()).isZero();
  }

  @Test
  void takesOverMoreThanOneBatchAtOnce() {
    for (int conversation = 0; conversation < 9; conversation++) {
      rows.commit(entry(conversation, 1, clock.now()), OTHER);
    }
    clock.advance(Duration.ofMinutes(5));
    start();
    bus.run();

    assertThat(mesh.fannedOut).hasSize(9);
  }

  @Test
  void leavesToTheRowsWhatDoesNotFitAndGetsItBack() {
    start();
    router.unregister();
    for (int seq = 1; seq <= CONFIG.entriesMax() + 4; seq++) {
      commit(entry(1, seq, clock.now()));
    }
    bus.run();
    assertThat(rows.size()).isEqualTo(14);

    bus.handle(MeshAddresses.ROUTER, mesh::onRouter);
    settle(Duration.ofSeconds(5));
    assertThat(rows.size()).isEqualTo(4);
    settle(Duration.ofSeconds(30));
    assertThat(rows.size()).isZero();
    assertThat(mesh.seqs(rid(1)))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L);
  }

  @Test
  void keepsItsRowsWhileItTries() {
    start();
    mesh.deadNodes.add(new NodeId("dead"));
    commit(entry(1, 1, clock.now()));
    settle(Duration.ofSeconds(45));

    OutboxCommand.TakenOver other =
        (OutboxCommand.TakenOver)
            rows.on(new OutboxCommand.TakeOver(Duration.ofSeconds(30), 10), OTHER).result();
    assertThat(other.entries()).isEmpty();
  }

  @Test
  void sendsOnceWhatItGetsFromBothSides() {
    start();
    OutboxEntry twice = entry(1, 1, clock.now());
    commit(twice);
    outbox.onCommitted(new OutboxMessage.Committed(List.of(twice)));
    settle(Duration.ofSeconds(1));

    assertThat(mesh.fannedOut).hasSize(1);
  }

  @Test
  void outlivesAnAbsentDatabase() {
    start();
    bus.run();
    persistence.unregister();
    commit(entry(1, 1, clock.now()));
    settle(Duration.ofSeconds(100));
    assertThat(mesh.seqs(rid(1))).containsExactly(1L);

    bus.handle(OriginAddresses.PERSISTENCE, m -> rows.on(m, ME));
    settle(Duration.ofSeconds(10));
    assertThat(rows.size()).isZero();
    assertThat(mesh.seqs(rid(1))).containsExactly(1L);
  }

  @Test
  void leavesNoTimerWhenStopped() {
    start();
    router.unregister();
    commit(entry(1, 1, clock.now()), entry(2, 1, clock.now(), 0));
    settle(Duration.ofSeconds(3));
    outbox.stop();

    assertThat(clock.timers()).isZero();
  }

  @Test
  void announcesAPointerOnceAndWithoutRetry() {
    mesh.deadNodes.add(new NodeId("dead"));
    moved(pointer(1, 5, 6, clock.now()));
    settle(Duration.ofSeconds(10));

    Envelope envelope = mesh.fannedOut.getFirst().envelope();
    assertThat(mesh.fannedOut).hasSize(1);
    assertThat(envelope.type()).isEqualTo(Envelope.Type.POINTER);
    assertThat(envelope.seq().value()).isZero();
    assertThat(Mesh.content(envelope))
        .isEqualTo(
            "{\"user\":\"AAAAAAAAAAQAAAAAAAAABQ\",\"delivered\":7,\"read\":6,"
                + "\"at\":1893456000000}");
  }

  @Test
  void dropsPointersWhenThereIsNoRoomAndSendsTheNewestOfEach() {
    for (int user = 0; user < 10; user++) {
      moved(pointer(1, user, 1, clock.now()));
      moved(pointer(1, user, 2, clock.now()));
    }
    bus.run();

    // Two go at once, three wait; of the waiting ones the newer, and the rest is left to sync. The
    // second pointers of the first two users wait as well.
    assertThat(mesh.fannedOut).hasSize(5);
  }

  @Test
  void livesWithALostPointer() {
    moved(pointer(1, 1, 1, clock.now()), pointer(1, 2, 1, clock.now()));
    bus.drop();
    bus.run();
    assertThat(mesh.fannedOut).hasSize(1);

    moved(pointer(1, 1, 2, clock.now()));
    bus.run();
    assertThat(mesh.fannedOut).hasSize(2);
  }

  private void start() {
    outbox.start();
    bus.run();
  }

  /// What persistence does after a commit.
  private void commit(OutboxEntry... entries) {
    for (OutboxEntry entry : entries) {
      rows.commit(entry, ME);
    }
    outbox.onCommitted(new OutboxMessage.Committed(List.of(entries)));
  }

  private void moved(PointerMoved... pointers) {
    outbox.onPointersMoved(new OutboxMessage.PointersMoved(List.of(pointers)));
  }

  private void settle(Duration time) {
    bus.run();
    long steps = time.toMillis() / 10;
    for (long i = 0; i < steps; i++) {
      clock.advance(Duration.ofMillis(10));
      bus.run();
    }
  }
}
