package org.sealmesh.relay.router;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RoutingId;

/// Which nodes hold which routing ids, as far as this process knows.
///
/// Lookups answer at once, from memory. Changes may take time; a lookup that begins after a [#bind]
/// has completed sees it. Best effort: what a lookup misses, the browser's sync finds.
public interface Directory {
  /// From now on `node` holds the routing id. Doing it twice changes nothing.
  Future<Void> bind(RoutingId rid, NodeId node);

  /// `node` holds it no more. Changes of one node to one routing id take effect in the order asked.
  void unbind(RoutingId rid, NodeId node);

  /// The nodes that hold any of the routing ids, and which of them.
  Map<NodeId, List<RoutingId>> holders(Collection<RoutingId> rids);

  /// Every node with a relay, those without a socket included.
  Set<NodeId> nodes();
}
