package org.sealmesh.mesh.fake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;

/// One process's view of its cluster, which changes when the test says so. In one thread.
public final class FakeMembers implements Members {
  private final NodeId self;
  private final Set<NodeId> now = new LinkedHashSet<>();
  private final List<Consumer<Change>> watchers = new ArrayList<>();

  public FakeMembers(NodeId self, NodeId... others) {
    this.self = self;
    now.add(self);
    now.addAll(List.of(others));
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public Set<NodeId> now() {
    return Set.copyOf(now);
  }

  @Override
  public void watch(Consumer<Change> watcher) {
    watchers.add(watcher);
  }

  /// The node is here, for the first time or again.
  public void join(NodeId node) {
    now.add(node);
    tell(new Joined(node));
  }

  /// The node is gone, or seems to be.
  public void leave(NodeId node) {
    if (node.equals(self)) {
      throw new IllegalArgumentException("nobody sees itself leave");
    }
    now.remove(node);
    tell(new Left(node));
  }

  /// The two halves of a partition are one again: these were in the other one.
  public void merge(NodeId... others) {
    for (NodeId other : others) {
      join(other);
    }
    tell(new Merged());
  }

  private void tell(Change change) {
    watchers.forEach(watcher -> watcher.accept(change));
  }
}
