package org.sealmesh.relay.router.state;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.router.state.SimulatedNetwork.Weather;

/// A model of the mesh's cluster: which relays start and die, who sees whom, and when each of them
/// hears of it.
final class SimulatedMembers {
  private final SimulatedMesh mesh;
  private final SimulatedNetwork network;
  private final Random random;

  SimulatedMembers(SimulatedMesh mesh) {
    this.mesh = mesh;
    this.network = mesh.network();
    this.random = mesh.random();
  }

  void startSoon() {
    for (int place = 0; place < SimulatedMesh.RELAYS; place++) {
      int here = place;
      network.after(random.nextInt(3_000), () -> startAt(here));
    }
  }

  /// All are alive, and reach each other.
  void calm() {
    network.heal();
    for (int place = 0; place < SimulatedMesh.RELAYS; place++) {
      startAt(place);
    }
    refreshAll(1_000);
  }

  /// Something befalls it.
  void disturb() {
    switch (random.nextInt(11)) {
      case 0, 1 -> {
        network.cut();
        refreshAll(3_000);
      }
      case 2, 3, 4, 5 -> {
        network.heal();
        refreshAll(1_500);
      }
      case 6 -> mesh.anyone().ifPresent(this::kill);
      case 7, 8, 9 -> startAt(random.nextInt(SimulatedMesh.RELAYS));
      default -> {
        if (mesh.weather() == Weather.STORM_AND_LIES) {
          mesh.anyone().ifPresent(this::lieTo);
        }
      }
    }
  }

  /// A router is cut off from all others until they have forgotten each other, routes all the same,
  /// and dies.
  void loseOneUnheard() {
    int place = random.nextInt(SimulatedMesh.RELAYS);
    network.after(
        4_000,
        () -> {
          network.cutOff(place);
          refreshAll(1_000);
        });
    network.after(
        13_000,
        () -> {
          SimulatedNode node = mesh.at(place);
          if (node != null) {
            kill(node);
          }
        });
  }

  private void startAt(int place) {
    if (mesh.at(place) == null) {
      List<SimulatedNode> present =
          mesh.alive().filter(other -> network.reaches(place, other.place)).toList();
      SimulatedNode node = new SimulatedNode(mesh, place, present);
      mesh.put(place, node);
      node.view.put(node.id, node);
      node.start();
      refreshAll(300);
    }
  }

  /// What a router misses while it is cut off or new, or may have been lied to, and does not live
  /// to hear of, the head check alone can find: so only a disaster kills one then.
  private void kill(SimulatedNode node) {
    List<SimulatedNode> strangers =
        mesh.alive().filter(other -> other != node && !areAcquainted(node, other)).toList();
    boolean mayDie =
        switch (mesh.weather()) {
          case FAIR, STORM_AND_LIES -> false;
          case STORM -> strangers.isEmpty();
          case DISASTER -> true;
        };
    if (mayDie) {
      mesh.put(node.place, null);
      node.die();
      strangers.forEach(other -> mesh.checkHeads(other.rooms().welcomed()));
      refreshAll(2_000);
    }
  }

  private boolean areAcquainted(SimulatedNode node, SimulatedNode other) {
    return network.reaches(node.place, other.place)
        && node.seen(other.id) == other
        && other.seen(node.id) == node
        && !other.state.isNewcomer(node.id);
  }

  /// A member speaks in another's name, and knows how.
  private void lieTo(SimulatedNode victim) {
    NodeId name = SimulatedMesh.id(random.nextInt(SimulatedMesh.RELAYS));
    if (!name.equals(victim.id)) {
      List<RoutingId> claimed =
          random.nextBoolean() ? List.of() : List.of(SimulatedMesh.rid(0), SimulatedMesh.rid(1));
      if (victim.state.invite(name) instanceof PeerMessage.Obeyed(long stream)) {
        victim.hear(new PeerMessage.Snapshot(name, stream, random.nextInt(50), 0, 1, claimed));
      }
    }
  }

  /// Each node's view follows what it can reach, each at its own time.
  private void refreshAll(int withinMs) {
    for (int place = 0; place < SimulatedMesh.RELAYS; place++) {
      int here = place;
      network.after(
          1 + random.nextInt(withinMs),
          () -> {
            SimulatedNode node = mesh.at(here);
            if (node != null) {
              refresh(node);
            }
          });
    }
  }

  private void refresh(SimulatedNode node) {
    for (Map.Entry<NodeId, SimulatedNode> seen : List.copyOf(node.view.entrySet())) {
      SimulatedNode other = seen.getValue();
      if (!other.isAlive() || !network.reaches(node.place, other.place)) {
        node.view.remove(seen.getKey());
        node.change(new Members.Left(seen.getKey()));
      }
    }
    boolean isMerged = false;
    for (SimulatedNode other : mesh.alive().toList()) {
      if (network.reaches(node.place, other.place) && node.seen(other.id) != other) {
        node.view.put(other.id, other);
        node.change(new Members.Joined(other.id));
        isMerged |= other.seen(node.id) == null;
      }
    }
    if (isMerged) {
      node.change(new Members.Merged());
    }
  }
}
