package org.sealmesh.outbox;

import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.OutboxCommand;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.relay.router.state.Publisher;
import org.sealmesh.relay.router.state.SimulatedMesh;

/// A site of two origin processes on one database. The outboxes are the production's; the database
/// is the model [Rows], whose leases run by its own clock.
final class SimulatedSite implements Publisher {
  static final int PROCESSES = 2;

  /// A fifth of the production's times or less, and room for few events.
  static final OutboxConfig CONFIG =
      new OutboxConfig(
          4,
          20,
          Duration.ofSeconds(12),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          5,
          Duration.ofMillis(50),
          5,
          2,
          3);

  private final SimulatedMesh mesh;
  private final Random random;
  private final Set<Lack> lacking;
  private final SimulatedClock clock;
  private final Rows rows;
  private final Ledger ledger;
  private final OriginWeather weather;
  private final @Nullable SimulatedProcess[] processes = new SimulatedProcess[PROCESSES];
  private Instant calmAt = Instant.MAX;
  private int lives;
  private long seals;

  /// What a history can be lived without, to show that it would be missed.
  enum Lack {
    /// No row of a dead process is given to another one.
    TAKE_OVER,
    /// An event is tried once.
    RETRY
  }

  SimulatedSite(SimulatedMesh mesh, Set<Lack> lacking) {
    this.mesh = mesh;
    this.random = mesh.random();
    this.lacking = lacking;
    this.clock = new SimulatedClock(mesh.network());
    this.rows = new Rows(clock, CONFIG.lease());
    this.ledger = new Ledger(mesh, clock, CONFIG.giveUpAfter());
    this.weather = new OriginWeather(mesh, this);
  }

  @Override
  public void start() {
    for (int number = 0; number < PROCESSES; number++) {
      startAt(number);
    }
  }

  /// If there is none.
  void startAt(int number) {
    if (processes[number] == null) {
      SimulatedProcess process =
          new SimulatedProcess(this, mesh, SimulatedMesh.RELAYS + number, ++lives, config());
      processes[number] = process;
      process.start();
    }
  }

  private OutboxConfig config() {
    return lacking.contains(Lack.RETRY) ? withoutRetry() : CONFIG;
  }

  private static OutboxConfig withoutRetry() {
    return new OutboxConfig(
        CONFIG.inFlightMax(),
        CONFIG.entriesMax(),
        Duration.ofNanos(1),
        CONFIG.retryFirst(),
        CONFIG.retryMax(),
        CONFIG.lease(),
        CONFIG.renewEvery(),
        CONFIG.takeOverEvery(),
        CONFIG.takeOverMax(),
        CONFIG.finishDelay(),
        CONFIG.finishMax(),
        CONFIG.pointersInFlightMax(),
        CONFIG.pointersMax());
  }

  /// By -9. If it is not alive, nothing happens.
  void kill(int number) {
    SimulatedProcess process = processes[number];
    if (process != null) {
      process.die();
      processes[number] = null;
    }
  }

  private List<SimulatedProcess> alive() {
    return Stream.of(processes).filter(process -> process != null).toList();
  }

  /// One or two events in one transaction, if there is a process to commit them.
  @Override
  public void publish(RoutingId rid) {
    List<SimulatedProcess> alive = alive();
    if (alive.isEmpty()) {
      return;
    }
    SimulatedProcess process = alive.get(random.nextInt(alive.size()));
    List<OutboxEntry> batch = new ArrayList<>();
    for (int left = 1 + random.nextInt(2); left > 0; left--) {
      OutboxEntry entry = ledger.commit(rid);
      rows.commit(entry, process.id);
      batch.add(entry);
    }
    process.tell(new OutboxMessage.Committed(batch));
    weather.onCommitted(process.place - SimulatedMesh.RELAYS);
  }

  @Override
  public long head(RoutingId rid) {
    return ledger.head(rid);
  }

  Ledger ledger() {
    return ledger;
  }

  @Override
  public boolean answersSyncs() {
    return !alive().isEmpty();
  }

  @Override
  public void disturb() {
    weather.disturb();
  }

  @Override
  public void cutOneOff(long lastsMs) {
    start();
    weather.cutOneOff(lastsMs);
  }

  @Override
  public void calm() {
    calmAt = clock.now();
    weather.calm();
    start();
  }

  /// As crypto does, with another nonce each time.
  Envelope seal(CryptoMessage.Seal seal) {
    ledger.onSealing(new Row(seal.conversationId(), seal.seq()), seal.content());
    byte[] header =
        Envelope.header(seal.timeline(), seal.rid(), seal.seq(), seal.epoch(), seal.type());
    return Envelope.of(
        ByteBuffer.allocate(Envelope.BYTES_MIN + seal.content().length)
            .put(header)
            .putLong(++seals)
            .put(seal.content())
            .array());
  }

  /// A living process has heard that all nodes have it.
  void acked(Row row) {
    ledger.onAcked(row);
    weather.onAcked();
  }

  Future<?> onPersistence(PersistenceMessage message, SimulatedProcess process) {
    if (message instanceof OutboxCommand.TakeOver && lacking.contains(Lack.TAKE_OVER)) {
      return Future.succeededFuture(new OutboxCommand.TakenOver(List.of()));
    }
    Future<?> answer = rows.on(message, process.id);
    if (message instanceof OutboxCommand.Finish finish) {
      finish.rows().stream()
          .filter(rows.finished::containsKey)
          .forEach(row -> ledger.onFinished(row, rows.passedBy.get(row)));
    }
    return answer;
  }

  @Override
  public void checkTheEnd() {
    if (rows.size() > 0) {
      mesh.fail(rows.size() + " rows are left");
    }
    ledger.checkTheEnd(calmAt);
  }
}
