package org.sealmesh.relay;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import org.sealmesh.bus.Actor;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.relay.socket.RelayEndpoint;
import org.sealmesh.relay.state.Tokens;
import org.sealmesh.relay.uplink.OriginListener;

/// The relay of one node: one address, however many event loops serve its sockets.
///
/// Deploy it once, on an event loop, after the router. [#endpoint] is what browsers reach.
public final class RelayVerticle extends Actor<RelayMessage> {
  private static final String ROLE = "relay";
  private static final String ORIGIN = "origin";

  private final Relay relay;
  private final RelayEndpoint endpoint;
  private final Health health;
  private final Members members;

  /// @param members this process, and who shares its cluster
  /// @param verifier knows the origin's signers; the same instance may be told of others later
  public RelayVerticle(
      Members members,
      RelayConfig config,
      Bus bus,
      Clock clock,
      TokenVerifier verifier,
      Meter meter,
      Health health) {
    super(bus, MeshAddresses.relay(members.self()));
    this.health = health;
    this.members = members;
    RelayMetrics metrics = new RelayMetrics(meter);
    this.relay =
        new Relay(
            members.self(),
            config,
            bus,
            clock,
            Tokens.of(verifier),
            metrics,
            task -> context.runOnContext(turn -> task.run()));
    this.endpoint = new RelayEndpoint(relay, config, clock, metrics);
  }

  /// A [RelayEndpoint]. May be mounted on any number of HTTP servers of this process, on any event
  /// loops, before or after deployment; before, it answers 503.
  public Handler<HttpServerRequest> endpoint() {
    return endpoint;
  }

  /// Hears of the origins that reach this process, and tells the mesh and the browsers. May be
  /// called from any event loop, after deployment.
  public OriginListener originListener() {
    return new OriginListener() {
      @Override
      public void onOpening() {
        context.runOnContext(turn -> expectOrigins());
      }

      @Override
      public void onBeacon() {
        context.runOnContext(turn -> relay.origins().onBeacon());
      }
    };
  }

  /// Sends the browsers to other nodes: is not ready any more, lets nobody in, and tells those who
  /// are here to leave, spread over [RelayConfig.Drain]. Deliveries go on, so nothing that this
  /// needs may stop before.
  ///
  /// May be called from any event loop, after deployment, more than once.
  ///
  /// @return completes when nobody is here any more: at once if nobody was, after
  ///   [RelayConfig#leavingMax] in any case
  public Future<Void> leave() {
    Promise<Void> left = Promise.promise();
    context.runOnContext(turn -> relay.leave().onComplete(left));
    return left.future();
  }

  /// Closes the sockets of all browsers with 4000, where there is no other node to go to, and lets
  /// nobody in.
  ///
  /// May be called from any event loop, after deployment.
  ///
  /// @return completes when every close frame is on its way
  public Future<Void> dismiss() {
    Promise<Void> dismissed = Promise.promise();
    context.runOnContext(turn -> relay.dismiss().onComplete(dismissed));
    return dismissed.future();
  }

  /// How this node is, in numbers. May be asked on any thread.
  public NodeVitals vitals() {
    return relay.vitals(members.now().size());
  }

  @Override
  protected Future<?> prepare() {
    relay.start();
    health.watch(ROLE, () -> Future.succeededFuture(relay.health()));
    return Future.succeededFuture();
  }

  @Override
  protected Future<?> onMessage(RelayMessage message) {
    return switch (message) {
      case RelayMessage.Deliver deliver -> relay.onDeliver(deliver);
      case RelayMessage.DeliverSignal deliver -> relay.onDeliverSignal(deliver);
      case RelayMessage.DeliverCall deliver -> relay.onDeliverCall(deliver);
      case RelayMessage.DeliverMedia deliver -> relay.onDeliverMedia(deliver);
      case RelayMessage.Revoke revoke -> relay.onRevoke(revoke);
      case RelayMessage.Recall recall -> relay.onRecall(recall);
      case RelayMessage.Resync resync -> relay.onResync();
      case RelayMessage.OriginHeard heard -> onOriginHeard();
      case RelayMessage.Sight(CallId call) -> relay.calls().sight(call);
      case RelayMessage.GetVitals get -> Future.succeededFuture(vitals());
    };
  }

  private void expectOrigins() {
    OriginWatch origins = relay.origins();
    origins.expect();
    health.watch(ORIGIN, () -> Future.succeededFuture(origins.health()));
  }

  private Future<?> onOriginHeard() {
    relay.origins().onHeard();
    return Future.succeededFuture();
  }

  @Override
  protected Future<?> release() {
    health.forget(ROLE);
    health.forget(ORIGIN);
    return relay.stop();
  }
}
