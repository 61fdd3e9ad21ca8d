package org.sealmesh.relay.router.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.router.RouterConfig;
import org.sealmesh.relay.router.state.SimulatedNetwork.Weather;

/// A mesh of some nodes, an origin that never fails, and browsers that sync on `welcome` and on
/// `resync`, and at no other time: neither when they see a gap nor by the head check, which would
/// mend in the end whatever went wrong. One history per seed.
final class DirectoryWorld {
  static final RouterConfig CONFIG =
      new RouterConfig(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofMillis(5),
          Duration.ofSeconds(4),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          1_000);

  private static final int PLACES = 4;
  private static final int RIDS = 6;
  private static final int BROWSERS = 12;
  private static final long RESTLESS_MS = 25_000;
  private static final long CALM_MS = 30_000;
  private static final long GIVE_UP_MS = 20_000;
  private static final long ACK_MS = 500;

  final Random random;
  final Set<Defence> without;
  final SimulatedNetwork network;
  private final Weather weather;
  private final @Nullable SimulatedNode[] nodes = new SimulatedNode[PLACES];
  private final long[] heads = new long[RIDS];
  private final List<Browser> browsers = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private boolean isRestless = true;

  DirectoryWorld(long seed, Weather weather, Set<Defence> without) {
    this.random = new Random(seed);
    this.without = without;
    this.weather = weather;
    this.network = new SimulatedNetwork(random, PLACES, weather);
  }

  static NodeId id(int place) {
    return new NodeId("node-" + place);
  }

  static int place(NodeId node) {
    return node.value().charAt("node-".length()) - '0';
  }

  private static RoutingId rid(int number) {
    return new RoutingId(new UUID(0, number));
  }

  /// Lives one history.
  ///
  /// @return what went wrong
  List<String> live() {
    for (int place = 0; place < PLACES; place++) {
      int here = place;
      network.after(random.nextInt(3_000), () -> startAt(here));
    }
    for (int i = 0; i < BROWSERS; i++) {
      Browser browser = new Browser(random.nextInt(RIDS));
      browsers.add(browser);
      network.after(random.nextInt(6_000), browser::connect);
    }
    restless();
    network.runUntil(RESTLESS_MS);
    isRestless = false;
    network.calm();
    for (int place = 0; place < PLACES; place++) {
      if (nodes[place] == null) {
        startAt(place);
      }
    }
    refreshAll(1_000);
    network.runUntil(RESTLESS_MS + CALM_MS);
    checkTheEnd();
    return failures;
  }

  void fail(String what) {
    failures.add(what + " at " + network.nowMs() + " ms");
  }

  Weather weather() {
    return weather;
  }

  @Nullable SimulatedNode at(int place) {
    return nodes[place];
  }

  private Stream<SimulatedNode> alive() {
    return Stream.of(nodes).filter(node -> node != null);
  }

  private Optional<SimulatedNode> anyone() {
    List<SimulatedNode> all = alive().toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private void restless() {
    if (!isRestless) {
      return;
    }
    int chance = random.nextInt(100);
    if (chance < 60) {
      publish(random.nextInt(RIDS));
    } else if (chance < 85) {
      browsers.get(random.nextInt(BROWSERS)).move();
    } else if (weather != Weather.FAIR) {
      disturb(chance);
    }
    network.after(1 + random.nextInt(150), this::restless);
  }

  private void disturb(int chance) {
    switch (chance) {
      case 85, 86 -> {
        network.cut();
        refreshAll(3_000);
      }
      case 87, 88, 89, 90 -> {
        network.heal();
        refreshAll(1_500);
      }
      case 91 -> anyone().ifPresent(this::kill);
      case 92, 93, 94 -> startAt(random.nextInt(PLACES));
      case 95 -> {
        if (weather == Weather.STORM_AND_LIES) {
          anyone().ifPresent(this::lieTo);
        }
      }
      default -> {}
    }
  }

  private void startAt(int place) {
    if (nodes[place] == null) {
      List<SimulatedNode> present =
          alive().filter(other -> network.reaches(place, other.place)).toList();
      SimulatedNode node = new SimulatedNode(this, place, present);
      nodes[place] = node;
      node.view.put(node.id, node);
      node.start();
      refreshAll(300);
    }
  }

  /// Not while it is cut off or new, or may have been lied to: what a router misses then and does
  /// not live to hear of, the head check alone can find.
  private void kill(SimulatedNode node) {
    if (weather == Weather.STORM
        && alive().allMatch(other -> other == node || areAcquainted(node, other))) {
      nodes[node.place] = null;
      node.die();
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
    NodeId name = id(random.nextInt(PLACES));
    if (!name.equals(victim.id)) {
      List<RoutingId> claimed = random.nextBoolean() ? List.of() : List.of(rid(0), rid(1));
      if (victim.state.invite(name) instanceof PeerMessage.Obeyed(long stream)) {
        victim.hear(new PeerMessage.Snapshot(name, stream, random.nextInt(50), 0, 1, claimed));
      }
    }
  }

  /// Each node's view follows what it can reach, each at its own time.
  private void refreshAll(int withinMs) {
    for (int place = 0; place < PLACES; place++) {
      int here = place;
      network.after(
          1 + random.nextInt(withinMs),
          () -> {
            SimulatedNode node = nodes[here];
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
    for (SimulatedNode other : alive().toList()) {
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

  private void publish(int number) {
    long seq = ++heads[number];
    fanOut(rid(number), seq, network.nowMs() + GIVE_UP_MS);
  }

  /// As the outbox does: until every node that holds it has acknowledged, or for a while.
  private void fanOut(RoutingId rid, long seq, long endMs) {
    if (network.nowMs() > endMs) {
      return;
    }
    Optional<SimulatedNode> router = anyone();
    if (router.isEmpty()) {
      network.after(ACK_MS, () -> fanOut(rid, seq, endMs));
      return;
    }
    SimulatedNode from = router.get();
    DirectoryState.Route route = from.state.route(List.of(rid), network.nowNs());
    Set<NodeId> unacked = new LinkedHashSet<>(route.unknown());
    for (NodeId holder : route.holders().keySet()) {
      unacked.add(holder);
      int there = place(holder);
      network.send(
          from.place,
          there,
          () -> {
            SimulatedNode node = nodes[there];
            if (node != null) {
              node.deliver(rid, seq);
              network.send(there, from.place, () -> unacked.remove(holder));
            }
          });
    }
    network.after(
        ACK_MS,
        () -> {
          if (!unacked.isEmpty() || !from.isAlive()) {
            fanOut(rid, seq, endMs);
          }
        });
  }

  private void checkTheEnd() {
    for (Browser browser : browsers) {
      if (browser.head != heads[browser.number]) {
        fail("a browser has a hidden gap: " + browser.head + " of " + heads[browser.number]);
      }
    }
    for (SimulatedNode owner : alive().toList()) {
      for (RoutingId rid : owner.held()) {
        alive()
            .filter(node -> !node.knows(owner.id, rid))
            .forEach(node -> fail(node.id + " does not know what " + owner.id + " holds"));
      }
    }
  }

  /// A browser with one conversation.
  final class Browser {
    final RoutingId rid;
    private final int number;
    private final TreeSet<Long> ahead = new TreeSet<>();
    private @Nullable SimulatedNode at;
    private long head;

    Browser(int number) {
      this.number = number;
      this.rid = rid(number);
    }

    void connect() {
      if (at == null) {
        Optional<SimulatedNode> node = anyone();
        if (node.isEmpty()) {
          network.after(500, this::connect);
        } else {
          at = node.get();
          at.connect(this);
        }
      }
    }

    void move() {
      SimulatedNode left = at;
      if (left != null) {
        at = null;
        left.disconnect(this);
        network.after(random.nextInt(1_000), this::connect);
      }
    }

    /// The node is dead.
    void lost() {
      at = null;
      network.after(200 + random.nextInt(2_000), this::connect);
    }

    void welcome() {
      network.after(1 + random.nextInt(30), this::sync);
    }

    void resync() {
      network.after(random.nextInt(2_000), this::sync);
    }

    private void sync() {
      head = Math.max(head, heads[number]);
      catchUp();
    }

    void receive(long seq) {
      if (seq > head) {
        ahead.add(seq);
        catchUp();
      }
    }

    private void catchUp() {
      while (!ahead.isEmpty() && ahead.first() <= head + 1) {
        head = Math.max(head, ahead.removeFirst());
      }
    }
  }
}
