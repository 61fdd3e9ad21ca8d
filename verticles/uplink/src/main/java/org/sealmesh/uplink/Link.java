package org.sealmesh.uplink;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.LinkVitals;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.uplink.FrameSocket;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.Violation;
import org.sealmesh.uplink.state.BackOff;
import org.sealmesh.uplink.state.LinkAction;
import org.sealmesh.uplink.state.LinkState;
import org.sealmesh.uplink.state.PendingAsks.Kind;
import org.sealmesh.uplink.state.Window;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The link to one relay, dialled again whenever it is lost: carries out what its [LinkState] says.
/// Belongs to one event loop.
final class Link {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  private final RelayAddress relay;
  private final Surroundings surroundings;
  private final LinkState<Promise<Answer>> state;
  private final long seed;
  private volatile LinkVitals seen;
  private @Nullable Line line;

  Link(RelayAddress relay, Surroundings surroundings) {
    this.relay = relay;
    this.surroundings = surroundings;
    UplinkConfig config = surroundings.config();
    this.state =
        new LinkState<>(
            surroundings.rules(),
            new BackOff(config.backOffFirst(), config.backOffMax(), surroundings.chance()),
            new Window(config.requestsMax(), config.bytesMax()),
            surroundings.clock().nanoTime());
    this.seed = seedOf(relay.authority());
    this.seen = vitals();
    surroundings.metrics().link(relay.mesh(), relay.authority(), () -> seen);
  }

  /// What came of a request.
  sealed interface Answer {}

  /// All nodes of the mesh that hold a target have it, but for these.
  record FannedOut(Set<NodeId> unacked) implements Answer {}

  /// These parties were seen in the call.
  record Seen(Sighted sighted) implements Answer {}

  /// Whether it was done, or what there is to know, is unknown.
  record Unknown() implements Answer {}

  boolean isUp() {
    return state.isUp();
  }

  /// How the link is now.
  LinkVitals vitals() {
    return state.vitals(relay.mesh(), relay.authority(), now());
  }

  /// The same in every process that dials this relay, so that they all choose alike.
  long seed() {
    return seed;
  }

  /// Sends a request, if there is room for it.
  ///
  /// @param kind of its answer
  /// @param frame makes the request with a given id
  /// @return completes when it is answered, late or lost; empty if it was not sent
  Optional<Future<Answer>> ask(Kind kind, LongFunction<OriginFrame> frame) {
    Line open = line;
    if (open == null || !state.isUp()) {
      return Optional.empty();
    }
    byte[] bytes = Wire.cbor().write(frame.apply(state.nextId()));
    Promise<Answer> answer = Promise.promise();
    if (state.ask(answer, kind, bytes.length, now()).isEmpty()) {
      return Optional.empty();
    }
    open.socket().write(bytes);
    return Optional.of(answer.future());
  }

  void tick() {
    apply(state.onTick(now()));
    // Metrics are read on another thread.
    seen = vitals();
  }

  /// Ends it for good.
  void stop() {
    Line ended = line;
    line = null;
    apply(state.onClosed(now()));
    if (ended != null) {
      ended.socket().close();
    }
    seen = vitals();
  }

  private void apply(List<LinkAction<Promise<Answer>>> actions) {
    for (LinkAction<Promise<Answer>> action : actions) {
      switch (action) {
        case LinkAction.Dial<Promise<Answer>> dial -> dial();
        case LinkAction.Sign<Promise<Answer>>(Fresh nonce) -> sign(nonce);
        case LinkAction.Send<Promise<Answer>>(OriginFrame frame) -> send(frame);
        case LinkAction.Answered<Promise<Answer>>(var asker, var unacked) ->
            asker.tryComplete(new FannedOut(unacked));
        case LinkAction.Seen<Promise<Answer>>(var asker, var sighted) ->
            asker.tryComplete(new Seen(sighted));
        case LinkAction.Lost<Promise<Answer>>(var asker) -> asker.tryComplete(new Unknown());
        case LinkAction.Close<Promise<Answer>>(Violation violation) -> hangUp(violation);
      }
    }
  }

  private void dial() {
    surroundings.metrics().dials.increment();
    Line dialled = new Line();
    line = dialled;
    dialled.dial();
  }

  private void sign(Fresh nonce) {
    Line asking = line;
    if (asking == null) {
      return;
    }
    surroundings
        .sign(relay.mesh(), nonce, asking.socket().binding())
        .onComplete(signed -> {
          if (asking != line) {
            return;
          }
          if (signed.succeeded()) {
            apply(state.onSigned(signed.result(), now()));
          } else {
            // Crypto is away: the next try asks again.
            line = null;
            asking.socket().close();
            apply(state.onClosed(now()));
          }
        });
  }

  private void send(OriginFrame frame) {
    if (line != null) {
      line.socket().write(Wire.cbor().write(frame));
    }
  }

  private void hangUp(Violation violation) {
    surroundings.metrics().onViolation(violation);
    LOG.warn("an uplink to mesh {} was closed: {}", relay.mesh(), violation);
    Line ended = line;
    // From here on nothing of it is heard, whatever has arrived already.
    line = null;
    if (ended != null) {
      ended.socket().close();
    }
  }

  private long now() {
    return surroundings.clock().nanoTime();
  }

  private static long seedOf(String name) {
    UUID hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return hash.getMostSignificantBits() ^ hash.getLeastSignificantBits();
  }

  /// One connection. What is heard of an earlier one changes nothing.
  private final class Line implements FrameSocket.Receiver {
    private Dialler.@Nullable Connection connection;

    void dial() {
      connection = surroundings.dialler().dial(relay, this);
    }

    Dialler.Connection socket() {
      if (connection == null) {
        throw new IllegalStateException("heard of before it was dialled");
      }
      return connection;
    }

    @Override
    public void onFrame(byte[] bytes) {
      if (this != line) {
        return;
      }
      surroundings.metrics().frames.increment();
      RelayFrame frame;
      try {
        frame = Wire.cbor().read(bytes, RelayFrame.class);
      } catch (Wire.Malformed malformed) {
        onViolation(Violation.MALFORMED);
        return;
      }
      boolean wasUp = state.isUp();
      apply(state.onFrame(frame, now()));
      if (!wasUp && state.isUp()) {
        LOG.info("an uplink to mesh {} stands", relay.mesh());
      }
    }

    @Override
    public void onViolation(Violation violation) {
      if (this == line) {
        apply(state.close(violation, now()));
      }
    }

    @Override
    public void onClosed() {
      if (this == line) {
        boolean wasUp = state.isUp();
        line = null;
        apply(state.onClosed(now()));
        if (wasUp) {
          LOG.warn("an uplink to mesh {} was lost", relay.mesh());
        }
      }
    }
  }
}
