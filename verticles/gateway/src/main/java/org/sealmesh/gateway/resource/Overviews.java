package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RouterMessage.MeshVitals;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.VitalsCommand;

/// How the site is, for its administrators.
///
/// A part that does not answer is left out, so that an outage does not blind whoever looks for it.
/// However many look, the parts are asked about once a second. Belongs to one event loop.
final class Overviews {
  private static final Duration FRESH = Duration.ofSeconds(1);

  /// Longer than a router waits for its relays, shorter than a page waits for an answer.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Bus bus;
  private final Clock clock;
  private final NodeId node;
  private final Administrators administrators;
  private @Nullable Future<OverviewBody> last;
  private long askedNs;

  Overviews(Bus bus, Clock clock, NodeId node, Administrators administrators) {
    this.bus = bus;
    this.clock = clock;
    this.node = node;
    this.administrators = administrators;
  }

  List<Route> routes() {
    return List.of(Route.of("getOverview", Budget.READ, this::overview));
  }

  private Future<Answer> overview(Call call) {
    administrators.require(call);
    return shared().map(Answer::ok);
  }

  private Future<OverviewBody> shared() {
    long nowNs = clock.nanoTime();
    Future<OverviewBody> known = last;
    if (known == null || nowNs - askedNs >= FRESH.toNanos() && known.isComplete()) {
      known = gathered();
      last = known;
      askedNs = nowNs;
    }
    return known;
  }

  /// Never fails.
  private Future<OverviewBody> gathered() {
    Future<Optional<VitalsCommand.Vitals>> database =
        inTime(bus.ask(OriginAddresses.PERSISTENCE, new VitalsCommand.GetVitals()));
    Future<Optional<OutboxMessage.Vitals>> outbox =
        inTime(bus.ask(OriginAddresses.OUTBOX, new OutboxMessage.GetVitals()));
    Future<Optional<MeshVitals>> mesh =
        inTime(bus.ask(MeshAddresses.ROUTER, new RouterMessage.GetVitals()));
    return Future.all(database, outbox, mesh)
        .map(all ->
            new OverviewBody(
                node,
                clock.now(),
                database.result().orElse(null),
                outbox.result().orElse(null),
                mesh.result().orElse(null)));
  }

  /// Empty if the part is away: its own log says why.
  private <T> Future<Optional<T>> inTime(Future<T> asked) {
    Promise<Optional<T>> answer = Promise.promise();
    Clock.Timer deadline = clock.after(PATIENCE, () -> answer.tryComplete(Optional.empty()));
    asked.onComplete(done -> {
      deadline.cancel();
      answer.tryComplete(done.succeeded() ? Optional.of(done.result()) : Optional.empty());
    });
    return answer.future();
  }

  /// What the contract calls `Overview`.
  record OverviewBody(
      NodeId node,
      Instant at,
      VitalsCommand.@Nullable Vitals database,
      OutboxMessage.@Nullable Vitals outbox,
      @Nullable MeshVitals mesh) {}
}
