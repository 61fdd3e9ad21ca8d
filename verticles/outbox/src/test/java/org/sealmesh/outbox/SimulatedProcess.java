package org.sealmesh.outbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.OutboxCommand;
import org.sealmesh.origin.persistence.OutboxCommand.Row;
import org.sealmesh.origin.persistence.OutboxEntry;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.relay.router.state.SimulatedMesh;
import org.sealmesh.relay.router.state.SimulatedNetwork;

/// One life of an origin's process: the production's outbox, on a bus and a clock of the simulated
/// network. Of crypto and uplink it has models: a seal that differs each time, and links to relays,
/// of which one conversation uses one, and which are known to be up or down a second late.
final class SimulatedProcess {
  private static final Duration BEACON_EVERY = Duration.ofMillis(1_500);
  private static final Duration LINKS_EVERY = Duration.ofSeconds(1);

  final int id;
  final int place;
  private final SimulatedSite site;
  private final SimulatedMesh mesh;
  private final SimulatedNetwork network;
  private final SimulatedClock clock;
  private final SimulatedBus bus;
  private final OutboxConfig config;
  private final Outbox outbox;

  /// As they were sent, until the outbox lets them go.
  private final Map<Row, Envelope> sealed = new HashMap<>();

  private List<Integer> links = List.of();
  private boolean isAlive = true;

  /// @param id which no other life has
  SimulatedProcess(SimulatedSite site, SimulatedMesh mesh, int place, int id, OutboxConfig config) {
    this.site = site;
    this.mesh = mesh;
    this.network = mesh.network();
    this.place = place;
    this.id = id;
    this.config = config;
    this.clock = new SimulatedClock(network);
    this.bus = new SimulatedBus(network, mesh.random(), new Surroundings());
    this.outbox = new Outbox(config, bus, clock, new OutboxMetrics(Meter.NONE));
  }

  void start() {
    dial();
    clock.every(LINKS_EVERY, this::dial);
    clock.every(BEACON_EVERY, this::beacon);
    beacon();
    outbox.start();
  }

  /// By -9: its timers, its questions and its links end at once.
  void die() {
    isAlive = false;
    clock.stop();
    bus.stop();
  }

  boolean isAlive() {
    return isAlive;
  }

  /// Told on its own bus, where a message may be lost.
  void tell(OutboxMessage.Committed committed) {
    if (network.isStormy() && network.oneIn(20)) {
      return;
    }
    clock.after(
        Duration.ofMillis(mesh.random().nextInt(3)),
        () -> {
          outbox.onCommitted(committed);
          checkSize();
        });
  }

  private void checkSize() {
    if (outbox.size() > config.entriesMax()) {
      mesh.fail("an outbox holds " + outbox.size());
    }
  }

  private void dial() {
    List<Integer> up = new ArrayList<>();
    for (int relay = 0; relay < SimulatedMesh.RELAYS; relay++) {
      if (mesh.isUp(relay) && network.reaches(place, relay)) {
        up.add(relay);
      }
    }
    links = up;
  }

  private void beacon() {
    links.forEach(relay -> mesh.beacon(place, relay));
  }

  private final class Surroundings implements SimulatedBus.Far {
    @Override
    public Future<?> persistence(PersistenceMessage message) {
      if (message instanceof OutboxCommand.Finish finish) {
        // If another one has the row by now and dies, it comes back and is sealed anew.
        sealed.keySet().removeAll(finish.rows());
      }
      return site.onPersistence(message, SimulatedProcess.this);
    }

    @Override
    public Future<?> crypto(CryptoMessage message) {
      return Future.succeededFuture(
          new CryptoMessage.Sealed(site.seal((CryptoMessage.Seal) message)));
    }

    @Override
    public Future<Set<NodeId>> router(RouterMessage.FanOut fanOut) {
      checkSize();
      Envelope envelope = fanOut.envelope();
      RoutingId rid = envelope.conversation();
      OutboxEntry entry = site.ledger().event(rid, envelope.seq());
      if (entry == null) {
        mesh.fail("an outbox sent what was never committed");
        return Future.failedFuture(new Bus.HandlerFailed("router"));
      }
      Row row = Rows.row(entry);
      site.ledger().onTried(row);
      Envelope before = sealed.putIfAbsent(row, envelope);
      if (before != null && !before.equals(envelope)) {
        mesh.fail("an event was sent with other bytes than before");
      }
      Promise<Set<NodeId>> answer = Promise.promise();
      if (links.isEmpty()) {
        clock.after(
            Duration.ofMillis(1),
            () -> answer.fail(new Bus.Unanswered(Bus.Reason.MAILBOX_FULL, "router")));
        return answer.future();
      }
      int relay = links.get(Math.floorMod(rid.hashCode(), links.size()));
      mesh.fanOut(
          place,
          relay,
          rid,
          envelope.seq().value(),
          unacked -> {
            if (isAlive && answer.tryComplete(unacked) && unacked.isEmpty()) {
              site.acked(row);
            }
          });
      return answer.future();
    }
  }
}
