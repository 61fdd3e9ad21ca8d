package org.sealmesh.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sealmesh.mesh.Members.Change;
import org.sealmesh.mesh.Members.Joined;
import org.sealmesh.mesh.Members.Left;
import org.sealmesh.mesh.Members.Merged;
import org.sealmesh.mesh.NodeId;

/// Turns what the cluster tells of its members into what is told to the roles.
///
/// A member has a new id whenever it joins; a process keeps its name. So a process that comes back
/// before its loss was noticed joins again without having left, and the late news of its loss is no
/// news. Of this process itself nothing is told.
///
/// Not for use by several threads.
final class MemberView {
  private final NodeId self;
  private final Map<UUID, NodeId> known = new HashMap<>();

  MemberView(NodeId self) {
    this.self = self;
  }

  /// Who is here, this process among them.
  Set<NodeId> now() {
    Set<NodeId> nodes = new HashSet<>(known.values());
    nodes.add(self);
    return Set.copyOf(nodes);
  }

  List<Change> onAdded(UUID member, NodeId node) {
    boolean news = known.put(member, node) == null && !node.equals(self);
    return news ? List.of(new Joined(node)) : List.of();
  }

  List<Change> onRemoved(UUID member) {
    NodeId node = known.remove(member);
    if (node == null || node.equals(self) || known.containsValue(node)) {
      return List.of();
    }
    return List.of(new Left(node));
  }

  /// Two halves are one again, with these members: whatever was missed is told before that.
  List<Change> onMerged(Map<UUID, NodeId> current) {
    List<Change> changes = new ArrayList<>();
    for (UUID member : Set.copyOf(known.keySet())) {
      if (!current.containsKey(member) && !current.containsValue(known.get(member))) {
        changes.addAll(onRemoved(member));
      }
    }
    known.keySet().retainAll(current.keySet());
    current.forEach((member, node) -> changes.addAll(onAdded(member, node)));
    changes.add(new Merged());
    return changes;
  }
}
