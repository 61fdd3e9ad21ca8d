package org.sealmesh.relay.router.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.PeerMessage.Delta;
import org.sealmesh.mesh.PeerMessage.Heard;
import org.sealmesh.mesh.PeerMessage.Introduced;
import org.sealmesh.mesh.PeerMessage.Snapshot;
import org.sealmesh.mesh.RoutingId;

/// What the other nodes say they hold: one set per node, so that a node's word is taken, replaced
/// and forgotten as a whole.
///
/// Only members are heard. What a node held is kept for a while after it has left, and while a
/// snapshot of it comes in.
final class Claims {
  private final int ridsPerNodeMax;
  private final Set<NodeId> members = new HashSet<>();
  private final Map<NodeId, Claim> claims = new LinkedHashMap<>();
  private final Map<NodeId, Long> forgetNs = new HashMap<>();

  Claims(int ridsPerNodeMax) {
    this.ridsPerNodeMax = ridsPerNodeMax;
  }

  void onJoined(NodeId node) {
    members.add(node);
    forgetNs.remove(node);
  }

  void onLeft(NodeId node, long forgetAtNs) {
    if (members.remove(node) && claims.containsKey(node)) {
      forgetNs.put(node, forgetAtNs);
    }
  }

  void onTick(long nowNs) {
    forgetNs
        .entrySet()
        .removeIf(left -> {
          boolean isOver = nowNs - left.getValue() >= 0;
          if (isOver) {
            claims.remove(left.getKey());
          }
          return isOver;
        });
  }

  /// The number that the node's next snapshot must have, if it is a member.
  Introduced invite(NodeId node, LongSupplier random) {
    Claim claim = of(node);
    return claim == null
        ? new PeerMessage.NotAMember()
        : new PeerMessage.Obeyed(claim.invite(random));
  }

  Heard onDelta(Delta delta, boolean hasRouted) {
    Claim claim = of(delta.node());
    if (claim == null) {
      return new PeerMessage.NotAMember();
    }
    return heard(claim, claim.onDelta(delta), hasRouted, delta.salt());
  }

  Heard onSnapshot(Snapshot snapshot, boolean hasRouted) {
    Claim claim = of(snapshot.node());
    return claim == null
        ? new PeerMessage.NotAMember()
        : heard(claim, claim.onSnapshot(snapshot), hasRouted, null);
  }

  private @Nullable Claim of(NodeId node) {
    return members.contains(node)
        ? claims.computeIfAbsent(node, none -> new Claim(ridsPerNodeMax))
        : null;
  }

  private static Heard heard(
      Claim claim, Claim.Outcome outcome, boolean hasRouted, @Nullable Long salt) {
    return switch (outcome) {
      case TAKEN ->
          new PeerMessage.Applied(
              claim.version(), claim.size(), hasRouted, salt == null ? null : claim.digest(salt));
      case SNAPSHOT_WANTED -> new PeerMessage.SnapshotWanted();
      case TOO_MANY -> new PeerMessage.Refused();
    };
  }

  /// Adds the nodes that hold any of the routing ids, and which of them.
  void holders(Collection<RoutingId> rids, Map<NodeId, List<RoutingId>> found) {
    claims.forEach((node, claim) -> {
      List<RoutingId> held = null;
      for (RoutingId rid : rids) {
        if (claim.holds(rid)) {
          held = held == null ? new ArrayList<>(rids.size()) : held;
          held.add(rid);
        }
      }
      if (held != null) {
        found.put(node, held);
      }
    });
  }

  /// Whether the node has told all that it holds.
  boolean isComplete(NodeId node) {
    Claim claim = claims.get(node);
    return claim != null && claim.isComplete();
  }

  /// Pairs of node and routing id.
  int size() {
    int sum = 0;
    for (Claim claim : claims.values()) {
      sum += claim.size();
    }
    return sum;
  }
}
