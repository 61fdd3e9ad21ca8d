package org.sealmesh.uplink;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.call.Sighted;

/// All meshes of an origin: asks each, and answers once for all of them. Belongs to one event loop.
final class Uplinks {
  /// Fine enough for a first wait of half a second.
  private static final Duration TICK = Duration.ofMillis(250);

  private final Surroundings surroundings;
  private final List<Mesh> meshes = new ArrayList<>();
  private volatile long up;
  private Clock.@Nullable Timer ticks;

  Uplinks(Surroundings surroundings) {
    this.surroundings = surroundings;
    surroundings
        .config()
        .meshes()
        .forEach((name, relays) -> meshes.add(new Mesh(name, relays, surroundings)));
    surroundings.metrics().up(() -> up);
  }

  void start() {
    ticks = surroundings.clock().every(TICK, this::tick);
    tick();
  }

  void stop() {
    if (ticks != null) {
      ticks.cancel();
    }
    meshes.forEach(Mesh::stop);
    count();
  }

  /// How the links are; of the nodes behind them each speaks for itself alone.
  RouterMessage.MeshVitals vitals() {
    return new RouterMessage.MeshVitals(
        List.of(), List.of(), meshes.stream().flatMap(mesh -> mesh.vitals().stream()).toList());
  }

  private void tick() {
    meshes.forEach(Mesh::tick);
    count();
  }

  private void count() {
    up = meshes.stream().mapToLong(Mesh::up).sum();
  }

  Future<RouterMessage.FannedOut> onFanOut(RouterMessage.FanOut fanOut) {
    return ofAll(mesh -> mesh.fanOut(fanOut));
  }

  Future<RouterMessage.FannedOut> onRevoke(RouterMessage.Revoke revoke) {
    return ofAll(mesh -> mesh.revoke(revoke));
  }

  /// Who was seen in any of the meshes, as far as it is known.
  Future<Sighted> onSight(RouterMessage.Sight sight) {
    List<Future<Sighted>> asked = meshes.stream().map(mesh -> mesh.sight(sight)).toList();
    return Future.all(asked).map(all -> Sighted.together(asked.stream().map(Future::result)));
  }

  /// A mesh that cannot be asked counts as one node that did not acknowledge. If none can, nothing
  /// was done at all, and the asker is told just that: an event that nobody got keeps its place in
  /// its conversation's line.
  private Future<RouterMessage.FannedOut> ofAll(
      Function<Mesh, Optional<Future<Set<NodeId>>>> question) {
    Set<NodeId> unacked = new HashSet<>();
    List<Future<Set<NodeId>>> asked = new ArrayList<>();
    UplinkMetrics metrics = surroundings.metrics();
    for (Mesh mesh : meshes) {
      Optional<Future<Set<NodeId>>> answer = question.apply(mesh);
      if (answer.isEmpty()) {
        metrics.noRoom.increment();
        unacked.add(mesh.pseudoNode());
      } else {
        metrics.requests.increment();
        asked.add(answer.get().onSuccess(nodes -> countLost(mesh, nodes)));
      }
    }
    if (asked.isEmpty()) {
      return Future.failedFuture(new Bus.Overloaded());
    }
    return Future.all(asked)
        .map(all -> {
          asked.forEach(answer -> unacked.addAll(answer.result()));
          return new RouterMessage.FannedOut(unacked);
        });
  }

  private void countLost(Mesh mesh, Set<NodeId> unacked) {
    if (unacked.contains(mesh.pseudoNode())) {
      surroundings.metrics().lost.increment();
    }
  }
}
