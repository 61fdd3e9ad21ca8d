package org.sealmesh.launch;

import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.cluster.Cluster;
import org.sealmesh.cluster.ClusterConfig;
import org.sealmesh.cluster.Zone;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;

/// Makes the Vert.x of a process: alone, or as a member of a cluster.
@FunctionalInterface
public interface VertxStart {
  /// In this process alone.
  VertxStart ALONE =
      wanted ->
          new Started(
              wanted.builder().with(wanted.options()).build(),
              Members.alone(wanted.node()),
              Optional.empty(),
              () -> {});

  /// As a member of the cluster of `zone`, if the configuration wants one; else [#ALONE].
  static VertxStart in(Zone zone, ClusterConfig config) {
    return config.enabled() ? wanted -> join(zone, config, wanted) : ALONE;
  }

  private static Started join(Zone zone, ClusterConfig config, Wanted wanted) {
    Cluster cluster =
        Cluster.join(
            config,
            zone,
            wanted.node(),
            wanted.builder(),
            wanted.options(),
            wanted.meter(),
            wanted.end());
    return new Started(
        cluster.vertx(), cluster.members(), Optional.of(cluster::state), cluster::close);
  }

  /// May block for seconds. Fails with [org.sealmesh.bus.StartFailure] if an operator can mend it.
  Started start(Wanted wanted);

  /// What the process wants of its Vert.x.
  ///
  /// @param node how the process is called
  /// @param builder to be built with `options`
  /// @param meter for what the cluster counts
  /// @param end ends the process in order, with the reason in its log; returns at once
  record Wanted(
      NodeId node, VertxBuilder builder, VertxOptions options, Meter meter, Consumer<String> end) {}

  /// A running Vert.x.
  ///
  /// @param members who shares its event bus
  /// @param membership whether it is still where it belongs, if it can be elsewhere; cheap
  /// @param leave gives back what Vert.x does not close by itself, once it is closed
  record Started(
      Vertx vertx, Members members, Optional<Supplier<Health.State>> membership, Runnable leave) {}
}
