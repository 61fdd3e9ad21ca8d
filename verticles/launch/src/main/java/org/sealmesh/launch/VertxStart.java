package org.sealmesh.launch;

import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;

/// Makes the Vert.x of a process: alone, or as a member of a cluster. So that this module need not
/// know what makes clusters.
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
