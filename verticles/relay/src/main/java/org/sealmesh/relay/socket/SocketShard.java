package org.sealmesh.relay.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.RelayMetrics;
import org.sealmesh.relay.state.Attachment;
import org.sealmesh.relay.state.Bindings;
import org.sealmesh.relay.state.Departure;
import org.sealmesh.relay.state.RateLimit;
import org.sealmesh.relay.state.Resyncs;
import org.sealmesh.relay.state.Revocations;
import org.sealmesh.relay.state.SocketAction;
import org.sealmesh.relay.state.SocketRules;
import org.sealmesh.relay.state.SocketState;
import org.sealmesh.relay.state.Tokens;

/// The sockets of one event loop, and who of them is bound where.
///
/// Everything but [#execute] and [#index] runs on that loop.
public final class SocketShard {
  /// No socket has this id.
  public static final long NO_SOCKET = -1;

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int INDEX_SHIFT = 48;

  private final int index;
  private final Lobby lobby;
  private final RelayConfig config;
  private final Clock clock;
  private final RelayMetrics metrics;
  private final Executor loop;
  private final SocketRules rules;
  private final Map<Spelling, BatchWriter> batches = new EnumMap<>(Spelling.class);
  private final Bindings<Socket> bindings = new Bindings<>();
  private final Set<Socket> sockets = new HashSet<>();
  private final List<Socket> slow = new ArrayList<>();
  private final Resyncs<Socket> resyncs;
  private final Attachment attachment;
  private final Departure<Socket> departure;
  private Clock.@Nullable Timer ticks;
  private long opened;
  private int pendingHellos;
  private boolean isDelivering;

  public SocketShard(
      int index,
      Lobby lobby,
      NodeId node,
      RelayConfig config,
      Clock clock,
      Tokens tokens,
      Revocations revocations,
      Attachment attachment,
      RelayMetrics metrics,
      Executor loop) {
    this.index = index;
    this.lobby = lobby;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    this.loop = loop;
    this.resyncs = new Resyncs<>((int) config.resyncWindow().dividedBy(TICK));
    this.attachment = attachment;
    RelayConfig.Drain drain = config.drain();
    this.departure =
        new Departure<>(
            (int) drain.window().dividedBy(TICK), drain.window().plus(drain.grace()).toNanos());
    int checks = config.checksPerSecondMax();
    this.rules =
        new SocketRules(
            node,
            config,
            clock,
            tokens,
            revocations,
            attachment,
            new RateLimit(checks, checks, clock.nanoTime()));
  }

  public int index() {
    return index;
  }

  /// Runs a task on this shard's event loop, after those before it.
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /// What writes to this shard's sockets of one spelling.
  BatchWriter batch(Spelling spelling) {
    return batches.computeIfAbsent(spelling, wanted -> new BatchWriter(loop, wanted));
  }

  /// Counts a new connection. Its frames count from [#onOpened] on.
  Socket newSocket(Spelling spelling, SocketWriter writer) {
    if (ticks == null) {
      ticks = clock.every(TICK, this::tick);
    }
    long id = ((long) index << INDEX_SHIFT) + opened++;
    Socket socket = new Socket(id, new SocketState(rules), spelling, writer);
    sockets.add(socket);
    lobby.sockets().incrementAndGet();
    pendingHellos++;
    return socket;
  }

  /// Waits for its hello, or closes it if there is no room, or the node has begun to leave
  /// meanwhile.
  void onOpened(Socket socket) {
    if (!lobby.isServing()) {
      close(socket, CloseCode.GOING_AWAY);
    } else if (lobby.sockets().get() > config.socketsMax()
        || pendingHellos > config.hellosPendingMax()) {
      close(socket, CloseCode.NODE_FULL);
    }
  }

  /// Something arrived at all.
  ///
  /// @return whether to look at it
  boolean onArrival(Socket socket) {
    if (!socket.isClosing()) {
      apply(socket, socket.state().onArrival());
    }
    return !socket.isClosing();
  }

  void onPart(Socket socket, FrameAssembler.Assembled part) {
    switch (part) {
      case FrameAssembler.Assembled.Whole(byte[] bytes) -> onMessage(socket, bytes);
      case FrameAssembler.Assembled.Incomplete incomplete -> {}
      case FrameAssembler.Assembled.Malformed malformed -> close(socket, CloseCode.BAD_FRAME);
      case FrameAssembler.Assembled.TooLarge tooLarge -> close(socket, CloseCode.FRAME_TOO_LARGE);
    }
  }

  private void onMessage(Socket socket, byte[] message) {
    List<ClientFrame> frames;
    try {
      frames = socket.spelling().read(message);
    } catch (Wire.Malformed malformed) {
      close(socket, CloseCode.BAD_FRAME);
      return;
    }
    apply(socket, socket.state().onFrame(frames.getFirst()));
    for (ClientFrame further : frames.subList(1, frames.size())) {
      // The first counted when its message came.
      if (onArrival(socket)) {
        apply(socket, socket.state().onFrame(further));
      }
    }
  }

  void close(Socket socket, CloseCode code) {
    apply(socket, socket.state().close(code));
  }

  /// The connection is gone, whoever ended it.
  void onClosed(Socket socket) {
    if (isDelivering) {
      // Writing to it has ended it: the bindings must not change under the delivery's feet, or
      // another socket could be passed over.
      loop.execute(() -> onClosed(socket));
    } else if (sockets.remove(socket)) {
      resyncs.forget(socket);
      departure.forget(socket);
      if (socket.state().hasAttended()) {
        lobby.calls().gone(socket.id());
      }
      socket.state().onClosed();
      forget(socket);
      settle(socket);
      lobby.onGone();
    }
  }

  /// Writes the frame to every socket that is bound to any of the targets, once each.
  public void deliver(List<RoutingId> targets, EncodedFrame frame) {
    deliverSignal(targets, frame, NO_SOCKET);
  }

  /// Writes the frame to every socket that is bound to any of the targets, but not to one.
  public void deliverSignal(List<RoutingId> targets, EncodedFrame frame, long except) {
    int[] written = new int[1];
    isDelivering = true;
    try {
      bindings.forEach(
          targets,
          socket -> {
            if (socket.id() != except) {
              socket.writer().write(frame);
              written[0]++;
              noteIfSlow(socket);
            }
          });
    } finally {
      isDelivering = false;
    }
    metrics.onDelivered(written[0]);
    closeSlow();
  }

  /// Applies a revocation to the sockets that are here.
  public void revoke(Claims.Revocation revocation) {
    for (Socket socket : List.copyOf(sockets)) {
      apply(socket, socket.state().onRevoked(revocation));
    }
  }

  /// Tells every socket to `resync`, a share of them in each tick; while no origin is heard, later:
  /// a browser takes it for the news that one is.
  public void resync() {
    resyncs.want(sockets);
  }

  /// Writes the frame to every socket that has been welcomed.
  public void tellAll(ServerFrame frame) {
    EncodedFrame encoded = EncodedFrame.of(frame);
    for (Socket socket : List.copyOf(sockets)) {
      if (socket.state().isOpen()) {
        socket.writer().write(encoded);
        noteIfSlow(socket);
      }
    }
    closeSlow();
  }

  /// Tells every socket to leave this node, a share of them in each tick, and closes who stays.
  public void leave() {
    depart(departure.begin(sockets, clock.nanoTime()));
  }

  private void depart(List<Departure.Turn<Socket>> turns) {
    for (Departure.Turn<Socket> turn : turns) {
      switch (turn) {
        case Departure.Turn.Tell<Socket>(Socket socket) ->
            apply(socket, socket.state().onLeaving(config.drain().farewell(TICK)));
        case Departure.Turn.Close<Socket>(Socket socket) -> close(socket, CloseCode.GOING_AWAY);
      }
    }
  }

  /// Closes every socket.
  public void closeAll(CloseCode code) {
    for (Socket socket : List.copyOf(sockets)) {
      close(socket, code);
    }
  }

  /// Closes every socket and ends.
  public void stop() {
    closeAll(CloseCode.GOING_AWAY);
    if (ticks != null) {
      ticks.cancel();
      ticks = null;
    }
    batches.values().forEach(BatchWriter::release);
  }

  private void tick() {
    long nowNs = clock.nanoTime();
    long graceNs = config.closeGrace().toNanos();
    for (Socket socket : List.copyOf(sockets)) {
      if (socket.isClosingFor(graceNs, nowNs)) {
        socket.writer().abort();
      } else {
        apply(socket, socket.state().onTick());
      }
    }
    if (!attachment.isDetached()) {
      for (Socket socket : resyncs.next()) {
        apply(socket, socket.state().onMissed());
      }
    }
    depart(departure.onTick(nowNs));
  }

  private void apply(Socket socket, List<SocketAction> actions) {
    for (SocketAction action : actions) {
      switch (action) {
        case SocketAction.Send send -> {
          socket.writer().write(EncodedFrame.of(send.frame()));
          countResync(send.frame());
          noteIfSlow(socket);
        }
        case SocketAction.Close close -> startClosing(socket, close.code());
        case SocketAction.Admit(RoutingId user) ->
            lobby.admit(
                this, user, answer -> apply(socket, socket.state().onAdmission(user, answer)));
        case SocketAction.Join(RoutingId conversation) ->
            lobby.join(
                this,
                conversation,
                answer -> apply(socket, socket.state().onJoin(conversation, answer)));
        case SocketAction.Attach(RoutingId rid) -> bindings.bind(socket, rid);
        case SocketAction.Detach(RoutingId rid) -> {
          bindings.unbind(socket, rid);
          lobby.release(this, rid);
        }
        case SocketAction.Relay relay -> lobby.relay(relay.signal(), socket.id());
        case SocketAction.Attend attend ->
            lobby.calls().attend(socket.id(), attend, answer -> onAnswered(socket, answer));
        case SocketAction.Say say ->
            lobby.calls().say(socket.id(), say, refusal -> onAnswered(socket, refusal));
        case SocketAction.Want want ->
            lobby.calls().want(socket.id(), want, answer -> onAnswered(socket, answer));
      }
    }
    settle(socket);
    closeSlow();
  }

  private void onAnswered(Socket socket, ServerFrame answer) {
    execute(() -> apply(socket, socket.state().onAnswered(answer)));
  }

  /// Once admitted or on its way out, a socket no longer counts as a stranger's.
  private void settle(Socket socket) {
    if (!socket.state().isPending() && socket.settle()) {
      pendingHellos--;
    }
  }

  private void startClosing(Socket socket, CloseCode code) {
    forget(socket);
    metrics.onClosed(code);
    socket.startClosing(clock.nanoTime());
    socket.writer().close(code);
  }

  private void forget(Socket socket) {
    bindings.unbindAll(socket).forEach(rid -> lobby.release(this, rid));
  }

  private void countResync(ServerFrame frame) {
    if (frame instanceof ServerFrame.Resync) {
      metrics.onResyncTold();
    }
  }

  private void noteIfSlow(Socket socket) {
    if (socket.writer().outstandingBytes() > config.outstandingBytesMax()) {
      slow.add(socket);
    }
  }

  private void closeSlow() {
    while (!slow.isEmpty()) {
      close(slow.removeLast(), CloseCode.TOO_SLOW);
    }
  }
}
