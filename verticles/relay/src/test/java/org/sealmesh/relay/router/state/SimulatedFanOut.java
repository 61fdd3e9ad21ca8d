package org.sealmesh.relay.router.state;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RoutingId;

/// One fan-out of one router, as `RouterVerticle` does it: the production's directory says where
/// to, and the answer comes when all have acknowledged, or when the time is up.
final class SimulatedFanOut {
  static final long ACK_MS = 500;

  private final SimulatedMesh mesh;
  private final SimulatedNode router;
  private final RoutingId rid;
  private final long seq;
  private final Consumer<Set<NodeId>> answer;
  private final Set<NodeId> unacked = new LinkedHashSet<>();
  private final Set<NodeId> waiting = new LinkedHashSet<>();
  private boolean isAnswered;

  /// @param answer hears once who did not acknowledge, if the router lives so long
  SimulatedFanOut(
      SimulatedMesh mesh,
      SimulatedNode router,
      RoutingId rid,
      long seq,
      Consumer<Set<NodeId>> answer) {
    this.mesh = mesh;
    this.router = router;
    this.rid = rid;
    this.seq = seq;
    this.answer = answer;
  }

  void send() {
    SimulatedNetwork network = mesh.network();
    DirectoryState.Route route = router.state.route(List.of(rid), network.nowNs());
    unacked.addAll(route.unknown());
    waiting.addAll(route.holders().keySet());
    if (waiting.isEmpty()) {
      finish();
      return;
    }
    List.copyOf(waiting).forEach(this::deliver);
    network.after(ACK_MS, this::finish);
  }

  private void deliver(NodeId holder) {
    SimulatedNetwork network = mesh.network();
    int there = SimulatedMesh.place(holder);
    network.send(
        router.place,
        there,
        () -> {
          SimulatedNode node = mesh.at(there);
          if (node != null) {
            node.deliver(rid, seq);
            network.send(there, router.place, () -> onAck(holder));
          }
        });
  }

  private void onAck(NodeId holder) {
    waiting.remove(holder);
    if (waiting.isEmpty()) {
      finish();
    }
  }

  private void finish() {
    if (!isAnswered && router.isAlive()) {
      isAnswered = true;
      unacked.addAll(waiting);
      answer.accept(unacked);
    }
  }
}
