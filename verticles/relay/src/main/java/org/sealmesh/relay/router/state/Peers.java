package org.sealmesh.relay.router.state;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.PeerMessage.Heard;
import org.sealmesh.mesh.PeerMessage.Introduced;
import org.sealmesh.relay.router.RouterConfig;

/// Tells the other routers what this node holds, and knows who has missed what.
///
/// Whoever may have routed without knowing of a bind that was answered is noted with the version it
/// has to reach; when it does, this node's sockets are to `resync`.
final class Peers {
  /// Views of one cluster differ for so long, rarely for longer.
  private static final Duration STRANGER_AGAIN = Duration.ofMillis(100);

  private final NodeId self;
  private final RouterConfig config;
  private final LongSupplier random;
  private final Set<Defence> without;
  private final Holding mine;
  private final Consumer<DirectoryAction> actions;
  private final Map<NodeId, Peer> peers = new LinkedHashMap<>();
  private long tickets;
  private long answered = Peer.NONE;

  Peers(
      NodeId self,
      RouterConfig config,
      LongSupplier random,
      Set<Defence> without,
      Holding mine,
      Consumer<DirectoryAction> actions) {
    this.self = self;
    this.config = config;
    this.random = random;
    this.without = without;
    this.mine = mine;
    this.actions = actions;
  }

  Set<NodeId> nodes() {
    return peers.keySet();
  }

  /// It is here, or here again, and knows nothing.
  void onJoined(NodeId node, long nowNs) {
    Peer peer = peers.computeIfAbsent(node, Peer::new);
    noteMissed(peer, answered);
    peer.restart(nowNs);
    introduce(peer, nowNs);
  }

  /// What it has missed so far, it may never know: its process may be gone.
  void onLeft(NodeId node) {
    Peer left = peers.remove(node);
    if (left != null && left.hasMissed()) {
      actions.accept(new DirectoryAction.Resync());
    }
  }

  void onMerged(long nowNs) {
    for (Peer peer : peers.values()) {
      noteMissed(peer, answered);
      // Who is being introduced at this moment is told everything anyway.
      if (peer.stage() == Peer.Stage.CURRENT) {
        peer.restart(nowNs);
        introduce(peer, nowNs);
      }
    }
  }

  /// It speaks to this node, which it did not know when it was asked last.
  void onSpeaks(NodeId node, long nowNs) {
    Peer peer = peers.get(node);
    if (peer != null && peer.isPassedOver()) {
      peer.reached(nowNs);
      introduce(peer, nowNs);
    }
  }

  /// @return whether the hand-over is still wanted
  boolean onHandingOver(NodeId node, long ticket, long nowNs) {
    Peer peer = awaiting(node, ticket);
    if (peer != null) {
      peer.extend(deadline(nowNs));
    }
    return peer != null;
  }

  void onHandedOver(NodeId node, long ticket, Introduced answer, long nowNs) {
    Peer peer = awaiting(node, ticket);
    if (peer != null) {
      switch (answer) {
        case PeerMessage.Obeyed(long stream) -> {
          peer.handedOver(stream, mine);
          tellPart(peer, nowNs);
        }
        case PeerMessage.NotAMember notYet -> onStranger(peer, nowNs);
      }
    }
  }

  void onHeard(NodeId node, long ticket, Heard heard, long nowNs) {
    Peer peer = awaiting(node, ticket);
    if (peer != null) {
      switch (heard) {
        case PeerMessage.Applied applied -> onApplied(peer, applied, nowNs);
        case PeerMessage.SnapshotWanted wanted -> tellAnew(peer, nowNs);
        case PeerMessage.NotAMember notYet -> onStranger(peer, nowNs);
        case PeerMessage.Refused refused -> passOver(peer, nowNs);
      }
    }
  }

  private void onApplied(Peer peer, PeerMessage.Applied applied, long nowNs) {
    boolean wasCurrent = peer.stage() == Peer.Stage.CURRENT;
    boolean wasNewcomer = peer.isNewcomer();
    if (!peer.applied(applied)) {
      tellAnew(peer, nowNs);
    } else if (peer.stage() == Peer.Stage.SNAPSHOT) {
      tellPart(peer, nowNs);
    } else {
      if (!wasCurrent) {
        peer.checkAt(nextCheckNs(nowNs));
      }
      if (wasNewcomer && !applied.hasRouted()) {
        // Nothing can have been missed by a router that has not routed yet. Of one that was here
        // before, this says nothing: another process may have taken its place.
        peer.missedNothingThatItKnows();
      }
      if (peer.hasCaughtUp()) {
        actions.accept(new DirectoryAction.Resync());
      }
    }
  }

  /// Two views of the members differ, as they do for a moment when a node joins: binds go on
  /// waiting for it, as long as binds wait.
  private void onStranger(Peer peer, long nowNs) {
    noteMissed(peer, answered);
    Duration pause = peer.isPassedOver() ? config.peerTimeout() : STRANGER_AGAIN;
    peer.restart(nowNs + pause.toNanos());
  }

  void onFailure(NodeId node, long ticket, long nowNs) {
    Peer peer = awaiting(node, ticket);
    if (peer != null) {
      passOver(peer, nowNs);
    }
  }

  void onTick(long nowNs) {
    for (Peer peer : peers.values()) {
      if (peer.isOverdue(nowNs)) {
        passOver(peer, nowNs);
      }
      introduce(peer, nowNs);
      if (isCheckDue(peer, nowNs)) {
        tellDelta(peer, nowNs);
      }
    }
  }

  /// Tells the changes that were collected.
  void flush(long nowNs) {
    for (Peer peer : peers.values()) {
      if (isBehind(peer)) {
        tellDelta(peer, nowNs);
      }
    }
  }

  boolean wantsFlush() {
    return peers.values().stream().anyMatch(this::isBehind);
  }

  private boolean isBehind(Peer peer) {
    return peer.stage() == Peer.Stage.CURRENT && peer.isIdle() && peer.known() < mine.version();
  }

  private boolean isCheckDue(Peer peer, long nowNs) {
    return !without.contains(Defence.REASSERTION) && peer.isIdle() && peer.isCheckDue(nowNs);
  }

  /// The version that everybody has whom a bind waits for.
  long knownToAll() {
    if (without.contains(Defence.BIND_BEFORE_WELCOME)) {
      return Long.MAX_VALUE;
    }
    return peers.values().stream()
        .filter(peer -> !peer.isPassedOver())
        .mapToLong(Peer::known)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /// A bind of this version is answered, whether or not all know it.
  void onAnswered(long version) {
    answered = Math.max(answered, version);
    if (!without.contains(Defence.BIND_BEFORE_WELCOME)) {
      for (Peer peer : peers.values()) {
        if (peer.known() < version) {
          peer.passOver();
          noteMissed(peer, version);
        }
      }
    }
  }

  int passedOver() {
    return (int) peers.values().stream().filter(Peer::isPassedOver).count();
  }

  boolean isNewcomer(NodeId node) {
    Peer peer = peers.get(node);
    return peer == null || peer.isNewcomer();
  }

  boolean hasMissed(NodeId node) {
    Peer peer = peers.get(node);
    return peer == null || peer.hasMissed();
  }

  /// What it knows of this node is not what it was told: it has forgotten, or somebody else has
  /// spoken for this node.
  private void tellAnew(Peer peer, long nowNs) {
    noteMissed(peer, answered);
    // A peer that never agrees costs one introduction in that time, and not a flood of them.
    peer.restart(Math.max(nowNs, peer.introducedNs() + config.peerTimeout().toNanos()));
    introduce(peer, nowNs);
  }

  private void passOver(Peer peer, long nowNs) {
    noteMissed(peer, answered);
    peer.passOver();
    peer.restart(nowNs + config.peerTimeout().toNanos());
  }

  private void noteMissed(Peer peer, long version) {
    if (!without.contains(Defence.REASSERTION)) {
      peer.missed(version);
    }
  }

  private void introduce(Peer peer, long nowNs) {
    if (peer.mayBeIntroduced(nowNs)) {
      long ticket = ++tickets;
      peer.introducing(ticket, nowNs, deadline(nowNs));
      actions.accept(new DirectoryAction.HandOver(peer.node(), ticket));
    }
  }

  private void tellPart(Peer peer, long nowNs) {
    PeerMessage.Snapshot part = peer.part(self);
    tell(peer, part, part.version(), null, nowNs);
  }

  private void tellDelta(Peer peer, long nowNs) {
    Optional<Holding.Changes> remembered = mine.since(peer.known(), PeerMessage.RIDS_MAX);
    if (remembered.isEmpty()) {
      tellAnew(peer, nowNs);
      return;
    }
    Holding.Changes changes = remembered.get();
    boolean isAll = changes.to() == mine.version();
    Long salt = null;
    if (isAll && isCheckDue(peer, nowNs)) {
      salt = random.getAsLong();
      peer.checkAt(nextCheckNs(nowNs));
    }
    PeerMessage.Delta delta =
        new PeerMessage.Delta(
            self,
            peer.stream(),
            peer.known(),
            changes.to(),
            changes.added(),
            changes.removed(),
            salt);
    tell(peer, delta, changes.to(), isAll ? expected(salt) : null, nowNs);
  }

  private Peer.Expected expected(@Nullable Long salt) {
    return new Peer.Expected(mine.size(), salt == null ? null : mine.digest(salt));
  }

  private void tell(
      Peer peer,
      PeerMessage.Statement statement,
      long to,
      Peer.@Nullable Expected expected,
      long nowNs) {
    long ticket = ++tickets;
    peer.sent(ticket, deadline(nowNs), to, expected);
    actions.accept(new DirectoryAction.Tell(peer.node(), ticket, statement));
  }

  private @Nullable Peer awaiting(NodeId node, long ticket) {
    Peer peer = peers.get(node);
    return peer != null && peer.isAwaiting(ticket) ? peer : null;
  }

  private long deadline(long nowNs) {
    return nowNs + config.peerTimeout().toNanos();
  }

  /// Half to one and a half intervals from now: nodes that started together do not check together.
  private long nextCheckNs(long nowNs) {
    long interval = config.checkEvery().toNanos();
    return nowNs + interval / 2 + Math.floorMod(random.getAsLong(), interval);
  }
}
