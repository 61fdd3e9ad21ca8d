package org.sealmesh.relay.router.state;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.RoutingId;

/// A process of the simulated mesh: the production's directory, and what [SimulatedPresence] and
/// [SimulatedRooms] say.
final class SimulatedNode {
  private static final long TICK_MS = 200;
  private static final long FLUSH_MS = 5;

  final int place;
  final NodeId id;
  final DirectoryState state;
  final Map<NodeId, SimulatedNode> view = new LinkedHashMap<>();
  private final SimulatedMesh mesh;
  private final SimulatedNetwork network;
  private final SimulatedRooms rooms = new SimulatedRooms();
  private final SimulatedPresence presence;
  private boolean isFlushing;
  private boolean isAlive = true;

  SimulatedNode(SimulatedMesh mesh, int place, List<SimulatedNode> present) {
    this.mesh = mesh;
    this.network = mesh.network();
    this.place = place;
    this.id = SimulatedMesh.id(place);
    present.forEach(node -> view.put(node.id, node));
    this.state =
        new DirectoryState(
            id, SimulatedMesh.CONFIG, mesh.random()::nextLong, Without.defences(mesh.without()));
    this.presence = new SimulatedPresence(network, this::passBeaconOn, this::resync);
  }

  void start() {
    switch (mesh.origins()) {
      case INSIDE -> {}
      case DIAL -> presence.expect();
    }
    perform(state.start(view.keySet(), network.nowNs()));
    network.after(TICK_MS, this::tick);
  }

  boolean isAlive() {
    return isAlive;
  }

  void die() {
    isAlive = false;
    rooms.lose();
  }

  private void tick() {
    if (isAlive) {
      perform(state.onTick(network.nowNs()));
      presence.onTick();
      network.after(TICK_MS, this::tick);
    }
  }

  void connect(SimulatedBrowser browser) {
    long bind = rooms.connect(browser);
    if (bind != SimulatedRooms.NO_BIND) {
      perform(state.bind(bind, browser.rid, network.nowNs()));
    }
  }

  void disconnect(SimulatedBrowser browser) {
    if (rooms.disconnect(browser)) {
      state.unbind(browser.rid);
      flushSoon();
    }
  }

  SimulatedPresence presence() {
    return presence;
  }

  SimulatedRooms rooms() {
    return rooms;
  }

  private void resync() {
    rooms.welcomed().forEach(SimulatedBrowser::resync);
  }

  /// To every relay that this one sees.
  private void passBeaconOn() {
    for (SimulatedNode other : List.copyOf(view.values())) {
      if (other != this) {
        network.send(
            place,
            other.place,
            () -> {
              if (isReached(other)) {
                other.presence.onHeard();
              }
            });
      }
    }
  }

  void change(Members.Change change) {
    perform(state.onChange(change, network.nowNs()));
  }

  void deliver(RoutingId rid, long seq) {
    rooms.welcomed(rid).forEach(browser -> browser.receive(seq));
  }

  private void perform(List<DirectoryAction> actions) {
    for (DirectoryAction action : actions) {
      switch (action) {
        case DirectoryAction.Tell(NodeId peer, long ticket, PeerMessage.Statement statement) ->
            tell(peer, ticket, statement);
        case DirectoryAction.HandOver(NodeId peer, long ticket) -> handOver(peer, ticket);
        case DirectoryAction.Answer(long bind) -> onBound(bind);
        case DirectoryAction.Resync resync -> {
          if (!presence.isDetached()) {
            resync();
          }
        }
      }
    }
    flushSoon();
  }

  private void flushSoon() {
    if (!isFlushing && state.wantsFlush()) {
      isFlushing = true;
      network.after(
          FLUSH_MS,
          () -> {
            isFlushing = false;
            if (isAlive) {
              perform(state.flush(network.nowNs()));
            }
          });
    }
  }

  private void tell(NodeId peer, long ticket, PeerMessage.Statement statement) {
    int there = SimulatedMesh.place(peer);
    network.send(
        place,
        there,
        () -> {
          SimulatedNode node = mesh.at(there);
          if (node == null) {
            fail(peer, ticket);
            return;
          }
          PeerMessage.Heard heard = node.hear(statement);
          network.send(
              there,
              place,
              () -> {
                if (isAlive) {
                  perform(state.onHeard(peer, ticket, heard, network.nowNs()));
                }
              });
        });
  }

  PeerMessage.Heard hear(PeerMessage.Statement statement) {
    return switch (statement) {
      case PeerMessage.Delta delta -> state.onDelta(delta);
      case PeerMessage.Snapshot snapshot -> state.onSnapshot(snapshot);
    };
  }

  private void handOver(NodeId peer, long ticket) {
    int there = SimulatedMesh.place(peer);
    network.send(
        place,
        there,
        () -> {
          SimulatedNode node = mesh.at(there);
          if (node == null) {
            fail(peer, ticket);
            return;
          }
          node.perform(node.state.onRecalled(id, network.nowNs()));
          PeerMessage.Introduced answer = node.state.invite(id);
          network.send(
              there,
              place,
              () -> {
                if (isAlive) {
                  perform(state.onHandedOver(peer, ticket, answer, network.nowNs()));
                }
              });
        });
  }

  private void fail(NodeId peer, long ticket) {
    if (isAlive) {
      perform(state.onFailure(peer, ticket, network.nowNs()));
    }
  }

  private void onBound(long bind) {
    rooms
        .bound(bind)
        .ifPresent(rid -> {
          checkThatAllKnow(rid);
          rooms.welcome(rid);
        });
  }

  /// Every member of the view knows it, or is noted as one that may not.
  private void checkThatAllKnow(RoutingId rid) {
    for (SimulatedNode other : view.values()) {
      if (other == this || !isReached(other) || other.knows(id, rid)) {
        continue;
      }
      boolean isExcused =
          switch (mesh.weather()) {
            case FAIR -> false;
            case STORM, DISASTER -> state.owesResync(other.id);
            case STORM_AND_LIES -> true;
          };
      if (!isExcused) {
        mesh.fail("%s welcomed a socket before %s knew".formatted(id, other.id));
      }
    }
  }

  /// Whether `other` is what it is taken for: nobody can know that a process has just been
  /// replaced.
  private boolean isReached(SimulatedNode other) {
    return other.isAlive && mesh.at(other.place) == other;
  }

  boolean knows(NodeId owner, RoutingId rid) {
    return state.holders(List.of(rid)).containsKey(owner);
  }

  @Nullable SimulatedNode seen(NodeId node) {
    return view.get(node);
  }
}
