package org.sealmesh.cluster;

import com.hazelcast.cluster.Member;
import java.util.Arrays;
import java.util.Optional;
import org.sealmesh.mesh.NodeId;

/// Who a member says it is. It may lie: what rests on it is protection against mistakes.
///
/// @param node its name among the processes
/// @param zone where it stands
record Identity(NodeId node, Zone zone) {
  static final String NODE_ATTRIBUTE = "sealmesh.node";
  static final String ZONE_ATTRIBUTE = "sealmesh.zone";

  /// Empty if it does not say, or says what cannot be: it is none of our processes.
  static Optional<Identity> of(Member member) {
    String node = member.getAttribute(NODE_ATTRIBUTE);
    String zone = member.getAttribute(ZONE_ATTRIBUTE);
    if (node == null || zone == null) {
      return Optional.empty();
    }
    try {
      NodeId named = new NodeId(node);
      return Arrays.stream(Zone.values())
          .filter(known -> known.label().equals(zone))
          .findFirst()
          .map(known -> new Identity(named, known));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
