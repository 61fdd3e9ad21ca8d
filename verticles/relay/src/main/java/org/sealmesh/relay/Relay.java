package org.sealmesh.relay;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.PeerMessage;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.SignalingMessage;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.media.MediaCodec;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.relay.socket.CallGate;
import org.sealmesh.relay.socket.EncodedFrame;
import org.sealmesh.relay.socket.Lobby;
import org.sealmesh.relay.socket.SocketShard;
import org.sealmesh.relay.state.Admission;
import org.sealmesh.relay.state.Attachment;
import org.sealmesh.relay.state.Holdings;
import org.sealmesh.relay.state.Revocations;
import org.sealmesh.relay.state.SignalBudget;
import org.sealmesh.relay.state.SignedRevocations;
import org.sealmesh.relay.state.Tokens;

/// What a node's sockets share: which routing ids the node holds, which revocations are in force,
/// and the way to the shards, one for each event loop that serves sockets.
///
/// Everything but [#newShard], [#revocations] and the [Lobby] runs on the relay's own event loop;
/// between the loops go tasks, and no lock is taken.
final class Relay implements Lobby {
  private static final Duration REVOCATIONS_SWEEP = Duration.ofSeconds(30);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final NodeId node;
  private final RelayConfig config;
  private final Bus bus;
  private final Clock clock;
  private final Tokens tokens;
  private final RelayMetrics metrics;
  private final Executor loop;
  private final Holdings holdings = new Holdings();
  private final Revocations revocations;
  private final SignedRevocations signed;
  private final SignalBudget signalBudget;
  private final CallGate calls;
  private final Attachment attachment = new Attachment();
  private final OriginWatch origins;
  private final Map<RoutingId, List<Waiting>> binding = new HashMap<>();
  private final NodeShards shards = new NodeShards();
  private final AtomicInteger sockets = new AtomicInteger();
  private final Promise<Void> left = Promise.promise();
  private volatile boolean isServing;
  private volatile int holdingsSeen;
  private final long bornNs;
  private Clock.@Nullable Timer sweep;
  private Clock.@Nullable Timer ticks;
  private Clock.@Nullable Timer leaving;

  /// @param loop runs tasks on the relay's own event loop, in order
  Relay(
      NodeId node,
      RelayConfig config,
      Bus bus,
      Clock clock,
      Tokens tokens,
      RelayMetrics metrics,
      Executor loop) {
    this.node = node;
    this.config = config;
    this.bus = bus;
    this.clock = clock;
    this.tokens = tokens;
    this.metrics = metrics;
    this.loop = loop;
    this.bornNs = clock.nanoTime();
    this.revocations = new Revocations(config.revocationsMax());
    this.signed = new SignedRevocations(config.revocationsMax());
    this.signalBudget = new SignalBudget(config.signals());
    this.calls = new CallGate(bus);
    this.origins = new OriginWatch(config, bus, clock, attachment, shards::inAll);
    metrics.holdings(() -> holdingsSeen);
    metrics.revocations(revocations::size);
    metrics.sockets(sockets::get);
    metrics.attached(() -> attachment.isDetached() ? 0 : 1);
    metrics.socketsMax(config::socketsMax);
  }

  void start() {
    isServing = true;
    sweep =
        clock.every(
            REVOCATIONS_SWEEP,
            () -> {
              revocations.expire(clock.now());
              signed.expire(clock.now());
            });
    ticks =
        clock.every(
            TICK,
            () -> {
              origins.onTick();
              signalBudget.onTick(clock.nanoTime());
            });
  }

  /// Sends all browsers elsewhere, and lets nobody in; what is for those who are still here is
  /// delivered. Completes when the last one is gone, or after [RelayConfig#leavingMax].
  Future<Void> leave() {
    if (isServing) {
      isServing = false;
      leaving = clock.after(config.leavingMax(), left::tryComplete);
      left.future().onComplete(gone -> cancel(leaving));
      shards.inAll(SocketShard::leave);
    }
    completeIfEmpty();
    return left.future();
  }

  /// Closes the sockets of all browsers, and lets nobody in. Completes when every close frame is on
  /// its way.
  Future<Void> dismiss() {
    isServing = false;
    return shards.inAll(shard -> shard.closeAll(CloseCode.GOING_AWAY));
  }

  @Override
  public void onGone() {
    if (sockets.decrementAndGet() == 0 && !isServing) {
      loop.execute(this::completeIfEmpty);
    }
  }

  private void completeIfEmpty() {
    if (sockets.get() == 0) {
      left.tryComplete();
    }
  }

  /// Closes all sockets; completes when every close frame is on its way.
  Future<Void> stop() {
    isServing = false;
    cancel(sweep);
    cancel(ticks);
    cancel(leaving);
    return shards.inAll(SocketShard::stop).mapEmpty();
  }

  private static void cancel(Clock.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  /// A node that is full should get no more browsers, and is well all the same.
  Health.State health() {
    return isServing && sockets.get() < config.socketsMax()
        ? Health.State.READY
        : Health.State.NOT_READY;
  }

  /// How the node is. May be asked on any thread.
  ///
  /// @param members of its cluster, itself included
  NodeVitals vitals(int members) {
    Runtime java = Runtime.getRuntime();
    return new NodeVitals(
        node,
        sockets.get(),
        config.socketsMax(),
        holdingsSeen,
        members,
        metrics.delivered(),
        metrics.resyncsTold(),
        metrics.slowCloses(),
        java.totalMemory() - java.freeMemory(),
        java.maxMemory(),
        Duration.ofNanos(clock.nanoTime() - bornNs).toSeconds());
  }

  @Override
  public SocketShard newShard(Executor shardLoop) {
    return shards.add(index ->
        new SocketShard(
            index, this, node, config, clock, tokens, revocations, attachment, metrics, shardLoop));
  }

  @Override
  public boolean isServing() {
    return isServing;
  }

  @Override
  public AtomicInteger sockets() {
    return sockets;
  }

  @Override
  public void admit(SocketShard shard, RoutingId user, Consumer<Admission> answer) {
    loop.execute(() -> {
      if (holdings.count(user) >= config.socketsPerUserMax()) {
        shard.execute(() -> answer.accept(new Admission.TooManySockets()));
      } else {
        hold(shard, user, answer);
      }
    });
  }

  @Override
  public void join(SocketShard shard, RoutingId conversation, Consumer<Admission> answer) {
    loop.execute(() -> hold(shard, conversation, answer));
  }

  @Override
  public void release(SocketShard shard, RoutingId rid) {
    loop.execute(() -> drop(shard, rid));
  }

  @Override
  public void relay(Signal signal, long source) {
    bus.tell(MeshAddresses.ROUTER, new RouterMessage.Relayed(signal, node, source));
  }

  @Override
  public CallGate calls() {
    return calls;
  }

  private void hold(SocketShard shard, RoutingId rid, Consumer<Admission> answer) {
    boolean isFirst = holdings.add(rid, shard.index());
    holdingsSeen = holdings.size();
    if (isFirst) {
      binding.put(rid, new ArrayList<>(1));
      bus.ask(MeshAddresses.ROUTER, new RouterMessage.Bind(node, rid))
          .onComplete(done -> loop.execute(() -> onBindAnswered(rid, done.succeeded())));
    }
    List<Waiting> waiting = binding.get(rid);
    if (waiting == null) {
      shard.execute(() -> answer.accept(new Admission.Admitted()));
    } else {
      waiting.add(new Waiting(shard, answer));
    }
  }

  private void onBindAnswered(RoutingId rid, boolean isBound) {
    List<Waiting> waiting = Objects.requireNonNull(binding.remove(rid));
    if (!isBound) {
      metrics.onBindFailed();
      waiting.forEach(w -> drop(w.shard, rid));
    }
    Admission admission = isBound ? new Admission.Admitted() : new Admission.Unavailable();
    waiting.forEach(w -> w.shard.execute(() -> w.answer.accept(admission)));
  }

  private void drop(SocketShard shard, RoutingId rid) {
    if (holdings.remove(rid, shard.index())) {
      bus.tell(MeshAddresses.ROUTER, new RouterMessage.Unbind(node, rid));
    }
    holdingsSeen = holdings.size();
  }

  Future<RelayMessage.Delivered> onDeliver(RelayMessage.Deliver deliver) {
    metrics.onEnvelope();
    long holders = holdings.shards(deliver.targets());
    if (holders == 0) {
      return Future.succeededFuture(new RelayMessage.Delivered());
    }
    EncodedFrame frame = EncodedFrame.of(new ServerFrame.Event(deliver.envelope()));
    return shards
        .in(holders, shard -> shard.deliver(deliver.targets(), frame))
        .map(new RelayMessage.Delivered());
  }

  /// A signal may be lost: one that its conversation has no room for is.
  Future<Void> onDeliverSignal(RelayMessage.DeliverSignal deliver) {
    metrics.onSignal();
    RoutingId conversation = deliver.signal().conversation();
    List<RoutingId> target = List.of(conversation);
    long holders = holdings.shards(target);
    if (holders == 0) {
      return Future.succeededFuture();
    }
    if (!signalBudget.admits(conversation, holdings.count(conversation), clock.nanoTime())) {
      metrics.onSignalDropped();
      return Future.succeededFuture();
    }
    EncodedFrame frame = EncodedFrame.of(new ServerFrame.Signalled(deliver.signal()));
    long except = deliver.from().equals(node) ? deliver.source() : SocketShard.NO_SOCKET;
    return shards.in(holders, shard -> shard.deliverSignal(target, frame, except));
  }

  /// A call signal may be lost: one that its user's sockets have no room for is. The node's
  /// signaling hears it before any browser can answer.
  Future<Void> onDeliverCall(RelayMessage.DeliverCall deliver) {
    RoutingId to = deliver.signal().to();
    List<RoutingId> target = List.of(to);
    long holders = holdings.shards(target);
    if (holders == 0) {
      return Future.succeededFuture();
    }
    if (!signalBudget.admits(to, holdings.count(to), clock.nanoTime())) {
      metrics.onSignalDropped();
      return Future.succeededFuture();
    }
    calls.heard(new SignalingMessage.Heard(deliver.signal()));
    EncodedFrame frame = EncodedFrame.of(new ServerFrame.Said(deliver.signal(), deliver.grant()));
    return shards.in(holders, shard -> shard.deliver(target, frame));
  }

  /// What the media server says goes to all sockets of the user here: the tabs of a browser share
  /// one, and change which of them holds it.
  Future<Void> onDeliverMedia(RelayMessage.DeliverMedia deliver) {
    List<RoutingId> target = List.of(deliver.user());
    EncodedFrame frame =
        EncodedFrame.of(
            new ServerFrame.Media(
                null, deliver.call(), deliver.party(), MediaCodec.write(deliver.event())));
    return shards.in(holdings.shards(target), shard -> shard.deliver(target, frame));
  }

  /// A revocation that the origin did not sign is refused: whoever asked must not take it for
  /// obeyed.
  Future<RelayMessage.Revoked> onRevoke(RelayMessage.Revoke revoke) {
    if (signed.holds(revoke.revocation())) {
      // Every node hands a newcomer the same ones: a signature is checked once.
      return Future.succeededFuture(new RelayMessage.Revoked());
    }
    return switch (tokens.revocation(revoke.revocation())) {
      case Verification.Valid<Claims.Revocation>(Claims.Revocation revocation) -> {
        // First this, then the sockets: one that says hello in between is refused or found.
        revocations.add(revocation, clock.now());
        signed.add(revoke.revocation(), revocation.expires());
        calls.revoked(revocation);
        yield shards.inAll(shard -> shard.revoke(revocation)).map(new RelayMessage.Revoked());
      }
      // It outlives every ticket it could void.
      case Verification.Expired<Claims.Revocation> expired ->
          Future.succeededFuture(new RelayMessage.Revoked());
      case Verification.Invalid<Claims.Revocation> invalid -> {
        metrics.onForgedRevocation();
        yield Future.failedFuture(new Bus.Refused());
      }
    };
  }

  Future<RelayMessage.Recalled> onRecall(RelayMessage.Recall recall) {
    SignedRevocations.Page page = signed.after(recall.after(), PeerMessage.TOKENS_MAX);
    return Future.succeededFuture(new RelayMessage.Recalled(page.tokens(), page.last()));
  }

  Future<RelayMessage.Resyncing> onResync() {
    metrics.onResync();
    return shards.inAll(SocketShard::resync).map(new RelayMessage.Resyncing());
  }

  OriginWatch origins() {
    return origins;
  }

  /// A socket that waits for a routing id of which the router has not answered yet.
  private record Waiting(SocketShard shard, Consumer<Admission> answer) {}
}
