package org.sealmesh.relay.router.state;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.sealmesh.mesh.NodeId;

/// What a router that has just started still has to hear from those who were there before it: which
/// rights are revoked, and who holds what.
final class Settling {
  private final Set<NodeId> notComplete = new HashSet<>();
  private final Set<NodeId> notRecalled = new HashSet<>();
  private long endNs;

  /// @param endsAtNs when it no longer waits
  void begin(Set<NodeId> present, long endsAtNs) {
    notComplete.addAll(present);
    notRecalled.addAll(present);
    endNs = endsAtNs;
  }

  /// All revocations of the node are obeyed here.
  void onRecalled(NodeId node) {
    notRecalled.remove(node);
  }

  void onLeft(NodeId node) {
    notComplete.remove(node);
    notRecalled.remove(node);
  }

  /// Whether sockets may be bound: whose right to it was taken back is known.
  boolean mayBind(long nowNs) {
    return notRecalled.isEmpty() || nowNs - endNs >= 0;
  }

  /// Who has not told what it holds. Nobody once the time is up.
  Set<NodeId> unknown(Predicate<NodeId> isComplete, long nowNs) {
    if (nowNs - endNs >= 0) {
      notComplete.clear();
    }
    notComplete.removeIf(isComplete);
    return Set.copyOf(notComplete);
  }
}
