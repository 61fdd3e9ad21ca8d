package org.sealmesh.relay.uplink;

import io.vertx.core.AsyncResult;
import java.util.List;
import java.util.Optional;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.uplink.FrameSocket;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.Violation;
import org.sealmesh.relay.uplink.state.PeerAction;
import org.sealmesh.relay.uplink.state.PeerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One origin's uplink: carries out what its [PeerState] says. Belongs to one event loop.
final class UplinkPeer implements FrameSocket.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(UplinkPeer.class);

  private final PeerState state;
  private final FrameSocket socket;
  private final Bus bus;
  private final UplinkServerMetrics metrics;
  private final Surroundings surroundings;

  /// What a peer tells its server.
  interface Surroundings {
    void onBeacon();

    void onGone(UplinkPeer peer);
  }

  UplinkPeer(
      PeerState state,
      FrameSocket socket,
      Bus bus,
      UplinkServerMetrics metrics,
      Surroundings surroundings) {
    this.state = state;
    this.socket = socket;
    this.bus = bus;
    this.metrics = metrics;
    this.surroundings = surroundings;
  }

  void open() {
    apply(state.onOpened());
  }

  @Override
  public void onFrame(byte[] bytes) {
    OriginFrame frame;
    try {
      frame = Wire.cbor().read(bytes, OriginFrame.class);
    } catch (Wire.Malformed malformed) {
      onViolation(Violation.MALFORMED);
      return;
    }
    apply(state.onFrame(frame));
  }

  @Override
  public void onViolation(Violation violation) {
    apply(state.close(violation));
  }

  @Override
  public void onClosed() {
    state.onClosed();
    surroundings.onGone(this);
  }

  void onTick() {
    apply(state.onTick());
  }

  /// Ends it in order.
  void close() {
    state.onClosed();
    socket.close();
  }

  boolean isOpen() {
    return state.isOpen();
  }

  private void apply(List<PeerAction> actions) {
    for (PeerAction action : actions) {
      switch (action) {
        case PeerAction.Send send -> socket.write(Wire.cbor().write(send.frame()));
        case PeerAction.FanOut(long id, RouterMessage.FanOut fanOut) -> {
          metrics.requests.increment();
          bus.ask(MeshAddresses.ROUTER, fanOut).onComplete(done -> answer(id, done));
        }
        case PeerAction.Revoke(long id, RouterMessage.Revoke revoke) -> {
          metrics.requests.increment();
          bus.ask(MeshAddresses.ROUTER, revoke).onComplete(done -> answer(id, done));
        }
        case PeerAction.Sight(long id, RouterMessage.Sight sight) -> {
          metrics.requests.increment();
          bus.ask(MeshAddresses.ROUTER, sight)
              .onComplete(done -> apply(state.onSighted(id, result(done))));
        }
        case PeerAction.NoteBeacon noted -> surroundings.onBeacon();
        case PeerAction.Close(Violation violation) -> {
          metrics.onViolation(violation);
          LOG.warn("an uplink was closed: {}", violation);
          socket.close();
        }
      }
    }
  }

  private void answer(long id, AsyncResult<RouterMessage.FannedOut> done) {
    apply(state.onAnswer(id, result(done).map(RouterMessage.FannedOut::unacked)));
  }

  private static <T> Optional<T> result(AsyncResult<T> done) {
    return done.succeeded() ? Optional.of(done.result()) : Optional.empty();
  }
}
