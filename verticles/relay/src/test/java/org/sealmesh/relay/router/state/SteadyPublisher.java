package org.sealmesh.relay.router.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sealmesh.mesh.RoutingId;

/// A model of an origin that never fails and reaches whichever router is alive: each event is tried
/// until every node that holds it has acknowledged, or for a while.
final class SteadyPublisher implements Publisher {
  private static final long GIVE_UP_MS = 20_000;
  private static final long AGAIN_MS = 500;

  private final SimulatedMesh mesh;
  private final SimulatedNetwork network;
  private final Map<RoutingId, Long> heads = new HashMap<>();

  SteadyPublisher(SimulatedMesh mesh) {
    this.mesh = mesh;
    this.network = mesh.network();
  }

  @Override
  public void start() {}

  @Override
  public void publish(RoutingId rid) {
    new Event(rid, heads.merge(rid, 1L, Long::sum), network.nowMs() + GIVE_UP_MS).send();
  }

  @Override
  public long head(RoutingId rid) {
    return heads.getOrDefault(rid, 0L);
  }

  @Override
  public boolean answersSyncs() {
    return true;
  }

  @Override
  public void disturb() {}

  @Override
  public void cutOneOff(long lastsMs) {}

  @Override
  public void calm() {}

  @Override
  public void checkTheEnd() {}

  private final class Event {
    private final RoutingId rid;
    private final long seq;
    private final long endMs;
    private boolean isAcked;

    Event(RoutingId rid, long seq, long endMs) {
      this.rid = rid;
      this.seq = seq;
      this.endMs = endMs;
    }

    /// Once more, unless it is done by the time when its answer is overdue.
    void send() {
      if (isAcked || network.nowMs() > endMs) {
        return;
      }
      Optional<SimulatedNode> router = mesh.anyone();
      router.ifPresent(
          from -> mesh.fanOut(from, rid, seq, unacked -> isAcked |= unacked.isEmpty()));
      network.after(SimulatedFanOut.ACK_MS + (router.isEmpty() ? AGAIN_MS : 0), this::send);
    }
  }
}
