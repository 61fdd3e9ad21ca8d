package org.sealmesh.relay.router.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.PeerMessage.Heard;
import org.sealmesh.mesh.PeerMessage.Introduced;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.router.RouterConfig;

/// One node's side of the replicated directory (docs/adr/0004-replicated-directory.md): it is told
/// what happens and says what to do about it.
///
/// A bind is answered when every member's router knows it. Who cannot be reached in time is passed
/// over, and that is noted: when it knows everything again, this node's sockets are told to
/// `resync`, since it may have routed without knowing of them. Lookups answer from memory.
///
/// Belongs to the router's event loop; `nowNs` is a clock that never jumps.
public final class DirectoryState {
  private final NodeId self;
  private final RouterConfig config;
  private final LongSupplier random;
  private final Holding mine = new Holding();
  private final Peers peers;
  private final Claims claims;
  private final Settling settling;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private List<DirectoryAction> actions = new ArrayList<>();
  private boolean hasRouted;

  /// @param random any numbers that others cannot foretell
  public DirectoryState(NodeId self, RouterConfig config, LongSupplier random) {
    this(self, config, random, Set.of());
  }

  /// @param without what is missing from it; nothing, but in a test
  DirectoryState(NodeId self, RouterConfig config, LongSupplier random, Set<Defence> without) {
    this.self = self;
    this.config = config;
    this.random = random;
    this.peers = new Peers(self, config, random, without, mine, action -> actions.add(action));
    this.claims = new Claims(config.ridsPerNodeMax());
    this.settling = new Settling();
  }

  /// A bind that has not been answered. Later ones have later versions and deadlines.
  private record Waiting(long bind, long version, long deadlineNs) {}

  /// Where a fan-out has to go.
  ///
  /// @param unknown members that have not said yet what they hold, while this router is young: the
  ///   fan-out must be asked again for them
  public record Route(Map<NodeId, List<RoutingId>> holders, Set<NodeId> unknown) {}

  /// Begins, with those who are there already. Before that, nothing else may be asked of it.
  ///
  /// @param present the members now, this node among them or not
  public List<DirectoryAction> start(Set<NodeId> present, long nowNs) {
    Set<NodeId> others = new HashSet<>(present);
    others.remove(self);
    settling.begin(others, nowNs + config.settleTimeout().toNanos());
    others.forEach(node -> onJoined(node, nowNs));
    return done(nowNs);
  }

  /// This node holds the routing id from now on. Doing it twice changes nothing; both are answered
  /// when all know it.
  ///
  /// @param bind what [DirectoryAction.Answer] has
  public List<DirectoryAction> bind(long bind, RoutingId rid, long nowNs) {
    mine.add(rid);
    waiting.add(new Waiting(bind, mine.version(), nowNs + config.peerTimeout().toNanos()));
    return done(nowNs);
  }

  /// This node holds it no more.
  public void unbind(RoutingId rid) {
    mine.remove(rid);
  }

  /// The members are not what they were.
  public List<DirectoryAction> onChange(Members.Change change, long nowNs) {
    switch (change) {
      case Members.Joined(NodeId node) -> onJoined(node, nowNs);
      case Members.Left(NodeId node) -> {
        peers.onLeft(node);
        settling.onLeft(node);
        claims.onLeft(node, nowNs + config.leftGrace().toNanos());
      }
      case Members.Merged() -> peers.onMerged(nowNs);
    }
    return done(nowNs);
  }

  private void onJoined(NodeId node, long nowNs) {
    if (!node.equals(self)) {
      claims.onJoined(node);
      peers.onJoined(node, nowNs);
    }
  }

  /// Another router tells what its node holds.
  public Heard onDelta(PeerMessage.Delta delta) {
    return claims.onDelta(delta, hasRouted);
  }

  /// Another router tells what its node holds.
  public Heard onSnapshot(PeerMessage.Snapshot snapshot) {
    return claims.onSnapshot(snapshot, hasRouted);
  }

  /// The revocations that `node` knows are obeyed here.
  public List<DirectoryAction> onRecalled(NodeId node, long nowNs) {
    settling.onRecalled(node);
    peers.onSpeaks(node, nowNs);
    return done(nowNs);
  }

  /// Answers a node whose revocations are obeyed.
  public Introduced invite(NodeId node) {
    return claims.invite(node, random);
  }

  /// The peer has taken some of the revocations, and there are more.
  ///
  /// @return whether it still wants them
  public boolean onHandingOver(NodeId node, long ticket, long nowNs) {
    return peers.onHandingOver(node, ticket, nowNs);
  }

  /// The peer has all the revocations.
  public List<DirectoryAction> onHandedOver(
      NodeId node, long ticket, Introduced answer, long nowNs) {
    peers.onHandedOver(node, ticket, answer, nowNs);
    return done(nowNs);
  }

  /// The peer has answered.
  public List<DirectoryAction> onHeard(NodeId node, long ticket, Heard heard, long nowNs) {
    peers.onHeard(node, ticket, heard, nowNs);
    return done(nowNs);
  }

  /// The peer did not get what was sent, or could not handle it.
  public List<DirectoryAction> onFailure(NodeId node, long ticket, long nowNs) {
    peers.onFailure(node, ticket, nowNs);
    return done(nowNs);
  }

  /// Time has passed; asked about ten times a second.
  public List<DirectoryAction> onTick(long nowNs) {
    claims.onTick(nowNs);
    peers.onTick(nowNs);
    return done(nowNs);
  }

  /// Tells the changes that were collected.
  public List<DirectoryAction> flush(long nowNs) {
    peers.flush(nowNs);
    return done(nowNs);
  }

  /// Whether [#flush] would tell anyone anything.
  public boolean wantsFlush() {
    return peers.wantsFlush();
  }

  /// Where the targets are held, this node included.
  public Route route(Collection<RoutingId> targets, long nowNs) {
    Set<NodeId> unknown = settling.unknown(claims::isComplete, nowNs);
    // Whoever asked comes back for the unknown ones; until then nothing counts as missed.
    hasRouted |= unknown.isEmpty();
    return new Route(holders(targets), unknown);
  }

  /// The nodes that hold any of the routing ids, and which of them.
  public Map<NodeId, List<RoutingId>> holders(Collection<RoutingId> rids) {
    Map<NodeId, List<RoutingId>> found = new LinkedHashMap<>();
    List<RoutingId> here = rids.stream().filter(mine::holds).toList();
    if (!here.isEmpty()) {
      found.put(self, here);
    }
    claims.holders(rids, found);
    return found;
  }

  /// Every node that is here, this one included.
  public Set<NodeId> members() {
    Set<NodeId> all = new HashSet<>(peers.nodes());
    all.add(self);
    return all;
  }

  /// Every node that is here, but for this one.
  public Set<NodeId> others() {
    return Set.copyOf(peers.nodes());
  }

  /// Pairs of another node and a routing id that it holds.
  public int claimed() {
    return claims.size();
  }

  /// Peers for which no bind waits.
  public int passedOver() {
    return peers.passedOver();
  }

  /// Whether a delivery through the peer may have passed this node by, and it will resync for that.
  boolean owesResync(NodeId node) {
    return peers.hasMissed(node);
  }

  /// Whether the peer has never had everything since it joined.
  boolean isNewcomer(NodeId node) {
    return peers.isNewcomer(node);
  }

  private List<DirectoryAction> done(long nowNs) {
    if (settling.mayBind(nowNs)) {
      answerBinds(nowNs);
    }
    List<DirectoryAction> all = actions;
    actions = new ArrayList<>();
    return all;
  }

  private void answerBinds(long nowNs) {
    while (!waiting.isEmpty()) {
      Waiting bind = waiting.element();
      if (bind.version > peers.knownToAll() && nowNs - bind.deadlineNs < 0) {
        return;
      }
      waiting.remove();
      peers.onAnswered(bind.version);
      actions.add(new DirectoryAction.Answer(bind.bind));
    }
  }
}
