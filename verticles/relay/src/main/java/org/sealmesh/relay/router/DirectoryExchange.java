package org.sealmesh.relay.router;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.relay.router.state.DirectoryAction;
import org.sealmesh.relay.router.state.DirectoryState;

/// Keeps this node's directory in step with those of the others: brings their messages, answers and
/// the time to [DirectoryState], and does what it says.
///
/// Belongs to the router's event loop, on which [#start] must be called.
final class DirectoryExchange {
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final RouterConfig config;
  private final Members members;
  private final Bus bus;
  private final Clock clock;
  private final DirectoryState state;
  private final Meter.Counter refused;
  private final Map<Long, Promise<RouterMessage.Bound>> binds = new HashMap<>();
  private Bus.@Nullable Registration registration;
  private Clock.@Nullable Timer ticks;
  private long lastBind;
  private boolean isFlushing;
  private boolean isStopped;
  private volatile int claimed;
  private volatile int passedOver;

  DirectoryExchange(
      RouterConfig config,
      Members members,
      Bus bus,
      Clock clock,
      LongSupplier random,
      Meter meter) {
    this.config = config;
    this.members = members;
    this.bus = bus;
    this.clock = clock;
    this.state = new DirectoryState(members.self(), config, random);
    this.refused =
        meter.counter("sealmesh_router_refused", "Claims of other nodes that were not taken");
    meter.gauge("sealmesh_router_claimed", "Routing ids of other nodes", () -> claimed);
    meter.gauge("sealmesh_router_passed_over", "Nodes no bind waits for", () -> passedOver);
  }

  /// Completes once the others can speak to this router.
  Future<?> start() {
    perform(state.start(members.now(), clock.nanoTime()));
    members.watch(change -> perform(state.onChange(change, clock.nanoTime())));
    return bus.handle(MeshAddresses.peer(members.self()), this::onPeer)
        .onSuccess(registered -> {
          registration = registered;
          ticks = clock.every(TICK, () -> perform(state.onTick(clock.nanoTime())));
        })
        .onFailure(taken -> isStopped = true);
  }

  /// What has not been answered will not be.
  Future<?> stop() {
    isStopped = true;
    if (ticks != null) {
      ticks.cancel();
    }
    return registration == null ? Future.succeededFuture() : registration.unregister();
  }

  /// Completes when every router that can be reached knows it.
  Future<RouterMessage.Bound> bind(RouterMessage.Bind bind) {
    if (!bind.node().equals(members.self())) {
      return Future.failedFuture(new IllegalArgumentException("a router binds for its own node"));
    }
    Promise<RouterMessage.Bound> bound = Promise.promise();
    binds.put(++lastBind, bound);
    perform(state.bind(lastBind, bind.rid(), clock.nanoTime()));
    return bound.future();
  }

  void unbind(RouterMessage.Unbind unbind) {
    if (unbind.node().equals(members.self())) {
      state.unbind(unbind.rid());
      flushSoon();
    }
  }

  DirectoryState.Route route(Collection<RoutingId> targets) {
    return state.route(targets, clock.nanoTime());
  }

  Set<NodeId> holders(RoutingId rid) {
    return state.holders(List.of(rid)).keySet();
  }

  Set<NodeId> members() {
    return state.members();
  }

  Set<NodeId> others() {
    return state.others();
  }

  private Future<?> onPeer(PeerMessage message) {
    return switch (message) {
      case PeerMessage.Delta delta -> heard(state.onDelta(delta));
      case PeerMessage.Snapshot snapshot -> heard(state.onSnapshot(snapshot));
      case PeerMessage.Recalled recalled -> onRecalled(recalled);
    };
  }

  private Future<PeerMessage.Heard> heard(PeerMessage.Heard answer) {
    if (answer instanceof PeerMessage.Refused) {
      refused.increment();
    }
    claimed = state.claimed();
    return Future.succeededFuture(answer);
  }

  /// A revocation that no known signer signed harms nobody but its sender, who could send the
  /// others without it: so it does not hold them up.
  private Future<PeerMessage.Introduced> onRecalled(PeerMessage.Recalled recalled) {
    List<Future<RelayMessage.Revoked>> obeyed =
        recalled.revocations().stream()
            .map(token ->
                bus.ask(MeshAddresses.relay(members.self()), new RelayMessage.Revoke(token))
                    .recover(DirectoryExchange::exceptForged))
            .toList();
    return Future.join(obeyed)
        .map(all -> {
          if (recalled.last() == PeerMessage.Completeness.LAST) {
            perform(state.onRecalled(recalled.node(), clock.nanoTime()));
          }
          return state.invite(recalled.node());
        });
  }

  private static Future<RelayMessage.Revoked> exceptForged(Throwable failure) {
    return failure instanceof Bus.HandlerFailed
        ? Future.succeededFuture(new RelayMessage.Revoked())
        : Future.failedFuture(failure);
  }

  private void perform(List<DirectoryAction> actions) {
    if (isStopped) {
      return;
    }
    for (DirectoryAction action : actions) {
      switch (action) {
        case DirectoryAction.Tell(NodeId peer, long ticket, PeerMessage.Statement statement) ->
            tell(peer, ticket, statement);
        case DirectoryAction.HandOver(NodeId peer, long ticket) -> handOver(peer, ticket, 0);
        case DirectoryAction.Answer(long bind) ->
            Objects.requireNonNull(binds.remove(bind)).complete(new RouterMessage.Bound());
        case DirectoryAction.Resync resync -> resync();
      }
    }
    passedOver = state.passedOver();
    flushSoon();
  }

  private void tell(NodeId peer, long ticket, PeerMessage.Statement statement) {
    bus.ask(MeshAddresses.peer(peer), statement)
        .onComplete(done -> {
          long nowNs = clock.nanoTime();
          perform(
              done.succeeded()
                  ? state.onHeard(peer, ticket, done.result(), nowNs)
                  : state.onFailure(peer, ticket, nowNs));
        });
  }

  /// Page by page, each one when the one before was obeyed.
  private void handOver(NodeId peer, long ticket, long after) {
    bus.ask(MeshAddresses.relay(members.self()), new RelayMessage.Recall(after))
        .recover(DirectoryExchange::noneWithoutARelay)
        .compose(page -> {
          PeerMessage.Completeness last =
              page.revocations().size() < PeerMessage.TOKENS_MAX
                  ? PeerMessage.Completeness.LAST
                  : PeerMessage.Completeness.MORE_FOLLOW;
          return bus.ask(
                  MeshAddresses.peer(peer),
                  new PeerMessage.Recalled(members.self(), page.revocations(), last))
              .map(answer -> new Page(page.next(), last, answer));
        })
        .onComplete(done -> {
          long nowNs = clock.nanoTime();
          if (done.failed()) {
            perform(state.onFailure(peer, ticket, nowNs));
          } else if (done.result().last == PeerMessage.Completeness.LAST) {
            perform(state.onHandedOver(peer, ticket, done.result().answer, nowNs));
          } else if (state.onHandingOver(peer, ticket, nowNs)) {
            handOver(peer, ticket, done.result().next);
          }
        });
  }

  /// A relay that is not up yet obeys none.
  private static Future<RelayMessage.Recalled> noneWithoutARelay(Throwable failure) {
    return failure instanceof Bus.Unanswered none && none.reason() == Bus.Reason.NOBODY_LISTENS
        ? Future.succeededFuture(new RelayMessage.Recalled(List.of(), 0))
        : Future.failedFuture(failure);
  }

  /// A page of revocations that a peer has obeyed.
  private record Page(long next, PeerMessage.Completeness last, PeerMessage.Introduced answer) {}

  private void flushSoon() {
    if (!isFlushing && !isStopped && state.wantsFlush()) {
      isFlushing = true;
      clock.after(
          config.batchWindow(),
          () -> {
            isFlushing = false;
            perform(state.flush(clock.nanoTime()));
          });
    }
  }

  /// Until the relay has heard it.
  private void resync() {
    bus.ask(MeshAddresses.relay(members.self()), new RelayMessage.Resync())
        .onFailure(notHeard -> {
          if (!isStopped) {
            clock.after(AGAIN, this::resync);
          }
        });
  }
}
