package org.sealmesh.relay.router.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.router.state.DirectoryWorld.Browser;

/// A process of the simulated mesh: the production's directory, and of the relay as much as it
/// takes to bind and to deliver.
final class SimulatedNode {
  private static final long TICK_MS = 200;
  private static final long FLUSH_MS = 5;

  final int place;
  final NodeId id;
  final DirectoryState state;
  final Map<NodeId, SimulatedNode> view = new LinkedHashMap<>();
  private final DirectoryWorld world;
  private final SimulatedNetwork network;
  private final Map<RoutingId, Room> rooms = new LinkedHashMap<>();
  private final Map<Long, RoutingId> binds = new LinkedHashMap<>();
  private long lastBind;
  private boolean isFlushing;
  private boolean isAlive = true;

  SimulatedNode(DirectoryWorld world, int place, List<SimulatedNode> present) {
    this.world = world;
    this.network = world.network;
    this.place = place;
    this.id = DirectoryWorld.id(place);
    present.forEach(node -> view.put(node.id, node));
    this.state =
        new DirectoryState(id, DirectoryWorld.CONFIG, world.random::nextLong, world.without);
  }

  /// The sockets of one routing id.
  private static final class Room {
    private final Set<Browser> waiting = new LinkedHashSet<>();
    private final Set<Browser> welcomed = new LinkedHashSet<>();
    private long bind;
  }

  void start() {
    perform(state.start(view.keySet(), network.nowNs()));
    network.after(TICK_MS, this::tick);
  }

  boolean isAlive() {
    return isAlive;
  }

  void die() {
    isAlive = false;
    rooms
        .values()
        .forEach(room -> {
          room.waiting.forEach(Browser::lost);
          room.welcomed.forEach(Browser::lost);
        });
    rooms.clear();
  }

  private void tick() {
    if (isAlive) {
      perform(state.onTick(network.nowNs()));
      network.after(TICK_MS, this::tick);
    }
  }

  void connect(Browser browser) {
    Room room = rooms.get(browser.rid);
    if (room == null) {
      Room opened = new Room();
      rooms.put(browser.rid, opened);
      opened.waiting.add(browser);
      opened.bind = ++lastBind;
      binds.put(opened.bind, browser.rid);
      perform(state.bind(opened.bind, browser.rid, network.nowNs()));
    } else if (room.bind == 0) {
      room.welcomed.add(browser);
      browser.welcome();
    } else {
      room.waiting.add(browser);
    }
  }

  void disconnect(Browser browser) {
    Room room = Objects.requireNonNull(rooms.get(browser.rid));
    room.waiting.remove(browser);
    room.welcomed.remove(browser);
    if (room.waiting.isEmpty() && room.welcomed.isEmpty()) {
      rooms.remove(browser.rid);
      state.unbind(browser.rid);
      flushSoon();
    }
  }

  Set<RoutingId> held() {
    return rooms.keySet();
  }

  void change(Members.Change change) {
    perform(state.onChange(change, network.nowNs()));
  }

  void deliver(RoutingId rid, long seq) {
    Room room = rooms.get(rid);
    if (room != null) {
      List.copyOf(room.welcomed).forEach(browser -> browser.receive(seq));
    }
  }

  private void perform(List<DirectoryAction> actions) {
    for (DirectoryAction action : actions) {
      switch (action) {
        case DirectoryAction.Tell(NodeId peer, long ticket, PeerMessage.Statement statement) ->
            tell(peer, ticket, statement);
        case DirectoryAction.HandOver(NodeId peer, long ticket) -> handOver(peer, ticket);
        case DirectoryAction.Answer(long bind) -> onBound(bind);
        case DirectoryAction.Resync resync ->
            rooms.values().forEach(room -> room.welcomed.forEach(Browser::resync));
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
    int there = DirectoryWorld.place(peer);
    network.send(
        place,
        there,
        () -> {
          SimulatedNode node = world.at(there);
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
    int there = DirectoryWorld.place(peer);
    network.send(
        place,
        there,
        () -> {
          SimulatedNode node = world.at(there);
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
    RoutingId rid = Objects.requireNonNull(binds.remove(bind));
    Room room = rooms.get(rid);
    if (room == null || room.bind != bind) {
      return;
    }
    checkThatAllKnow(rid);
    room.bind = 0;
    List<Browser> bound = new ArrayList<>(room.waiting);
    room.waiting.clear();
    room.welcomed.addAll(bound);
    bound.forEach(Browser::welcome);
  }

  /// Every member of the view knows it, or is noted as one that may not.
  private void checkThatAllKnow(RoutingId rid) {
    for (SimulatedNode other : view.values()) {
      if (other == this || !isReached(other) || other.knows(id, rid)) {
        continue;
      }
      boolean isExcused =
          switch (world.weather()) {
            case FAIR -> false;
            case STORM -> state.owesResync(other.id);
            case STORM_AND_LIES -> true;
          };
      if (!isExcused) {
        world.fail("%s welcomed a socket before %s knew".formatted(id, other.id));
      }
    }
  }

  /// Whether `other` is what it is taken for: nobody can know that a process has just been
  /// replaced.
  private boolean isReached(SimulatedNode other) {
    return other.isAlive && world.at(other.place) == other;
  }

  boolean knows(NodeId owner, RoutingId rid) {
    return state.holders(List.of(rid)).containsKey(owner);
  }

  @Nullable SimulatedNode seen(NodeId node) {
    return view.get(node);
  }
}
