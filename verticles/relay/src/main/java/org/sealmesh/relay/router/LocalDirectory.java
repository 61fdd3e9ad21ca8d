package org.sealmesh.relay.router;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RoutingId;

/// The directory of nodes that share no cluster: a map in this process, complete and always right.
///
/// Belongs to the router's event loop.
public final class LocalDirectory implements Directory {
  private final Set<NodeId> nodes;
  private final Map<RoutingId, Set<NodeId>> holders = new HashMap<>();

  /// @param nodes the relays of this process
  public LocalDirectory(Set<NodeId> nodes) {
    this.nodes = Set.copyOf(nodes);
  }

  @Override
  public Future<Void> bind(RoutingId rid, NodeId node) {
    if (!nodes.contains(node)) {
      return Future.failedFuture(new IllegalArgumentException("not a relay of this process"));
    }
    holders.computeIfAbsent(rid, none -> new HashSet<>(1)).add(node);
    return Future.succeededFuture();
  }

  @Override
  public void unbind(RoutingId rid, NodeId node) {
    holders.computeIfPresent(
        rid,
        (same, holding) -> {
          holding.remove(node);
          return holding.isEmpty() ? null : holding;
        });
  }

  @Override
  public Map<NodeId, List<RoutingId>> holders(Collection<RoutingId> rids) {
    Map<NodeId, List<RoutingId>> found = new LinkedHashMap<>();
    for (RoutingId rid : rids) {
      for (NodeId node : holders.getOrDefault(rid, Set.of())) {
        found.computeIfAbsent(node, none -> new ArrayList<>()).add(rid);
      }
    }
    return found;
  }

  @Override
  public Set<NodeId> nodes() {
    return nodes;
  }
}
