package org.sealmesh.mesh;

import java.util.Set;
import java.util.function.Consumer;

/// The processes of one cluster, as this one sees them.
///
/// Best effort: a view lags behind, two views may differ, and each half of a partition takes itself
/// for the whole. Who rests a promise on it must repair what it got wrong.
public interface Members {
  /// This process.
  NodeId self();

  /// Those who are here now, this process among them.
  Set<NodeId> now();

  /// Tells the watcher of every later change, in the order seen, on the context that called.
  void watch(Consumer<Change> watcher);

  /// A process that shares no cluster.
  static Members alone(NodeId self) {
    return new Members() {
      @Override
      public NodeId self() {
        return self;
      }

      @Override
      public Set<NodeId> now() {
        return Set.of(self);
      }

      @Override
      public void watch(Consumer<Change> watcher) {
        // Nobody comes, and nobody goes.
      }
    };
  }

  /// What happened to the view.
  sealed interface Change {}

  /// It is here from now on; or it was away and is back, having forgotten everything.
  record Joined(NodeId node) implements Change {}

  /// It is gone, or cannot be reached.
  record Left(NodeId node) implements Change {}

  /// Two halves of the cluster have found each other again. `Joined` of the others comes before it.
  record Merged() implements Change {}
}
