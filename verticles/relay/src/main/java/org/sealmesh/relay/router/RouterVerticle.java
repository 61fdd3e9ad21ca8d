package org.sealmesh.relay.router;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.sealmesh.bus.Actor;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.relay.router.state.DirectoryState;

/// The router of one node: looks up which nodes hold the targets, sends one batch to each, and
/// answers once for all of them.
///
/// Keeps nothing but the directory, which the routers of all nodes keep in step on an address of
/// their own ([DirectoryExchange]). Deploy it on an event loop, before the relay.
public final class RouterVerticle extends Actor<RouterMessage> {
  private final RouterConfig config;
  private final DirectoryExchange directory;
  private final Clock clock;
  private final Survey survey;
  private final Meter.Counter unacked;

  /// @param members who shares the mesh; [Members#alone] if nobody does
  /// @param random numbers that others cannot foretell
  public RouterVerticle(
      RouterConfig config,
      Members members,
      Bus bus,
      Clock clock,
      LongSupplier random,
      Meter meter) {
    super(bus, MeshAddresses.ROUTER);
    this.config = config;
    this.clock = clock;
    this.directory = new DirectoryExchange(config, members, bus, clock, random, meter);
    this.survey = new Survey(bus, clock, config.ackTimeout());
    this.unacked =
        meter.counter("sealmesh_router_unacked", "Batches that a relay did not acknowledge");
  }

  @Override
  protected Future<?> prepare() {
    return directory.start();
  }

  @Override
  protected Future<?> release() {
    return directory.stop();
  }

  @Override
  protected Future<?> onMessage(RouterMessage message) {
    return switch (message) {
      case RouterMessage.FanOut fanOut -> onFanOut(fanOut);
      case RouterMessage.Relayed relayed -> onRelayed(relayed);
      case RouterMessage.PassOn passOn -> onPassOn(passOn);
      case RouterMessage.Bind bind -> directory.bind(bind);
      case RouterMessage.Unbind unbind -> onUnbind(unbind);
      case RouterMessage.OriginHeard heard -> onOriginHeard();
      case RouterMessage.Revoke revoke -> onRevoke(revoke);
      case RouterMessage.Sight(CallId call) -> onSight(call);
      case RouterMessage.GetVitals get -> onGetVitals();
    };
  }

  private Future<?> onFanOut(RouterMessage.FanOut fanOut) {
    DirectoryState.Route route = directory.route(fanOut.targets());
    Map<NodeId, Future<?>> asked = new HashMap<>();
    route
        .holders()
        .forEach((node, held) ->
            asked.put(node, deliver(node, RelayMessage.Deliver.of(held, fanOut.envelope()))));
    return acks(asked, route.unknown());
  }

  /// A node has acknowledged when it has acknowledged every part.
  private Future<?> deliver(NodeId node, List<RelayMessage.Deliver> parts) {
    return parts.size() == 1
        ? ask(node, parts.getFirst())
        : Future.join(parts.stream().map(part -> ask(node, part)).toList());
  }

  private Future<?> onRelayed(RouterMessage.Relayed relayed) {
    RelayMessage.DeliverSignal deliver =
        new RelayMessage.DeliverSignal(relayed.signal(), relayed.from(), relayed.source());
    for (NodeId node : directory.holders(relayed.signal().conversation())) {
      bus().tell(MeshAddresses.relay(node), deliver);
    }
    return Future.succeededFuture();
  }

  private Future<?> onPassOn(RouterMessage.PassOn passOn) {
    RelayMessage.DeliverCall deliver =
        new RelayMessage.DeliverCall(passOn.signal(), passOn.grant());
    for (NodeId node : directory.holders(passOn.signal().to())) {
      bus().tell(MeshAddresses.relay(node), deliver);
    }
    return Future.succeededFuture();
  }

  private Future<?> onUnbind(RouterMessage.Unbind unbind) {
    directory.unbind(unbind);
    return Future.succeededFuture();
  }

  private Future<?> onOriginHeard() {
    for (NodeId node : directory.others()) {
      bus().tell(MeshAddresses.relay(node), new RelayMessage.OriginHeard());
    }
    return Future.succeededFuture();
  }

  private Future<?> onRevoke(RouterMessage.Revoke revoke) {
    Map<NodeId, Future<?>> asked = new HashMap<>();
    for (NodeId node : directory.members()) {
      asked.put(node, ask(node, new RelayMessage.Revoke(revoke.revocation())));
    }
    return acks(asked, Set.of());
  }

  private Future<Sighted> onSight(CallId call) {
    return survey
        .ask(directory.members(), new RelayMessage.Sight(call))
        .map(answers -> Sighted.together(answers.values().stream()));
  }

  private Future<RouterMessage.MeshVitals> onGetVitals() {
    Set<NodeId> members = directory.members();
    return survey
        .ask(members, new RelayMessage.GetVitals())
        .map(answers -> {
          List<NodeId> silent =
              members.stream()
                  .filter(node -> !answers.containsKey(node))
                  .sorted(Comparator.comparing(NodeId::value))
                  .toList();
          return new RouterMessage.MeshVitals(List.copyOf(answers.values()), silent, List.of());
        });
  }

  private <R, Q extends RelayMessage & Ask<R>> Future<R> ask(NodeId node, Q message) {
    return bus().ask(MeshAddresses.relay(node), message);
  }

  /// Completes when the last node has answered or the time is up; who has not answered by then, or
  /// could not do it, is named, and so are those who could not be asked.
  private Future<RouterMessage.FannedOut> acks(Map<NodeId, Future<?>> asked, Set<NodeId> unknown) {
    if (asked.isEmpty()) {
      return Future.succeededFuture(new RouterMessage.FannedOut(unknown));
    }
    Acks acks = new Acks(asked.keySet(), unknown);
    Clock.Timer deadline = clock.after(config.ackTimeout(), acks::finish);
    asked.forEach(
        (node, answer) -> answer.onComplete(done -> acks.onAnswer(node, done.succeeded())));
    return acks.done.future().onComplete(answered -> deadline.cancel());
  }

  /// The answers that one request of ours still waits for.
  private final class Acks {
    private final Promise<RouterMessage.FannedOut> done = Promise.promise();
    private final Set<NodeId> waiting;
    private final Set<NodeId> failed;

    Acks(Set<NodeId> nodes, Set<NodeId> unknown) {
      this.waiting = new HashSet<>(nodes);
      this.failed = new HashSet<>(unknown);
    }

    void onAnswer(NodeId node, boolean isAck) {
      waiting.remove(node);
      if (!isAck) {
        failed.add(node);
      }
      if (waiting.isEmpty()) {
        finish();
      }
    }

    void finish() {
      failed.addAll(waiting);
      if (done.tryComplete(new RouterMessage.FannedOut(failed))) {
        unacked.add(failed.size());
      }
    }
  }
}
