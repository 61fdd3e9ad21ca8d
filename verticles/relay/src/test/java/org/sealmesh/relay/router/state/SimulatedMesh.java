package org.sealmesh.relay.router.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.router.RouterConfig;
import org.sealmesh.relay.router.state.SimulatedNetwork.Weather;

/// The relays of a simulated mesh, and what its origins can ask of them.
public final class SimulatedMesh {
  /// They have the first places of the network.
  public static final int RELAYS = 4;

  static final RouterConfig CONFIG =
      new RouterConfig(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofMillis(5),
          Duration.ofSeconds(4),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          1_000);

  private final Random random;
  private final SimulatedNetwork network;
  private final Weather weather;
  private final Origins origins;
  private final Set<Without> without;
  private final @Nullable SimulatedNode[] nodes = new SimulatedNode[RELAYS];
  private final List<String> failures = new ArrayList<>();
  private long beaconMs;

  /// How origins reach relays.
  enum Origins {
    /// They share a process with one: none is ever looked for.
    INSIDE,
    /// They dial, and say beacons.
    DIAL
  }

  SimulatedMesh(
      Random random,
      SimulatedNetwork network,
      Weather weather,
      Origins origins,
      Set<Without> without) {
    this.random = random;
    this.network = network;
    this.weather = weather;
    this.origins = origins;
    this.without = without;
  }

  static NodeId id(int place) {
    return new NodeId("node-" + place);
  }

  static int place(NodeId node) {
    return node.value().charAt("node-".length()) - '0';
  }

  /// The routing id of a numbered conversation.
  public static RoutingId rid(int number) {
    return new RoutingId(new UUID(0, number));
  }

  public Random random() {
    return random;
  }

  public SimulatedNetwork network() {
    return network;
  }

  public Weather weather() {
    return weather;
  }

  Origins origins() {
    return origins;
  }

  Set<Without> without() {
    return without;
  }

  /// A promise is broken.
  public void fail(String what) {
    failures.add(what + " at " + network.nowMs() + " ms");
  }

  List<String> failures() {
    return failures;
  }

  public boolean isUp(int relay) {
    return nodes[relay] != null;
  }

  @Nullable SimulatedNode at(int place) {
    return nodes[place];
  }

  /// A process has begun in this place, or has ended.
  void put(int place, @Nullable SimulatedNode node) {
    nodes[place] = node;
  }

  Stream<SimulatedNode> alive() {
    return Stream.of(nodes).filter(node -> node != null);
  }

  Optional<SimulatedNode> anyone() {
    List<SimulatedNode> all = alive().toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  /// An origin's process asks the router of a relay, over a link that loses, delays and doubles.
  ///
  /// @param answer hears of the nodes that did not acknowledge, never, once or twice
  public void fanOut(int origin, int relay, RoutingId rid, long seq, Consumer<Set<NodeId>> answer) {
    network.send(
        origin,
        relay,
        () -> {
          SimulatedNode router = nodes[relay];
          if (router != null) {
            fanOut(
                router,
                rid,
                seq,
                unacked -> network.send(relay, origin, () -> answer.accept(unacked)));
          }
        });
  }

  /// The router of this node, without a link in between.
  void fanOut(SimulatedNode router, RoutingId rid, long seq, Consumer<Set<NodeId>> answer) {
    new SimulatedFanOut(this, router, rid, seq, answer).send();
  }

  /// An origin's process says to a relay that it is there.
  public void beacon(int origin, int relay) {
    network.send(
        origin,
        relay,
        () -> {
          SimulatedNode node = nodes[relay];
          if (node != null) {
            beaconMs = network.nowMs();
            node.presence().onBeacon();
          }
        });
  }

  /// An event was given up before all nodes had it. Where the sockets are told to `resync` after
  /// its commit, since no origin was heard meanwhile, they need nothing else; elsewhere nobody
  /// knows, and the head check finds it.
  ///
  /// In a disaster it finds all. Short of one it finds nothing but this event, or other losses
  /// would hide behind it; and this one only where it must.
  public void givenUp(RoutingId rid, long seq, long committedMs, Excuse excuse) {
    if (weather == Weather.DISASTER) {
      untold(committedMs).forEach(node -> checkHeads(node.rooms().welcomed(rid)));
    } else if (!without.contains(Without.HEAD_CHECK)
        && (excuse == Excuse.HAD_NO_TURN || isWordLate())) {
      untold(committedMs).forEach(node -> node.deliver(rid, seq));
    }
  }

  /// Why an event may be given up of which the sockets are not told.
  public enum Excuse {
    NONE,
    /// In the better half of its time no process had room for it, or what went before it was not
    /// through.
    HAD_NO_TURN
  }

  /// Whether no relay has heard an origin for longer than they are patient: who takes one to be
  /// there all the same was told so by another relay, seconds after it was true. An event is tried
  /// for a fifth of the production's time here, and such a word may be as late as there.
  private boolean isWordLate() {
    return network.nowMs() - beaconMs >= SimulatedPresence.PATIENCE.toMillis();
  }

  /// Relays whose sockets nobody tells to `resync` after this time.
  private Stream<SimulatedNode> untold(long committedMs) {
    return alive().filter(node -> !node.presence().bringsSyncAfter(committedMs));
  }

  /// These may have missed something, and nobody can know.
  void checkHeads(List<SimulatedBrowser> browsers) {
    if (weather == Weather.DISASTER && !without.contains(Without.HEAD_CHECK)) {
      browsers.forEach(SimulatedBrowser::checkHead);
    }
  }

  /// Everybody knows who holds what.
  void checkTheEnd() {
    for (SimulatedNode owner : alive().toList()) {
      for (RoutingId rid : owner.rooms().rids()) {
        alive()
            .filter(node -> !node.knows(owner.id, rid))
            .forEach(node -> fail(node.id + " does not know what " + owner.id + " holds"));
      }
    }
  }
}
