package org.sealmesh.relay.uplink;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.mesh.uplink.WebSocketFrames;
import org.sealmesh.relay.uplink.state.Challenge;
import org.sealmesh.relay.uplink.state.PeerRules;
import org.sealmesh.relay.uplink.state.PeerState;

/// The port on which origins reach this mesh: mutual TLS, then a challenge that only the holder of
/// the origin's signing key can answer, and then nothing but fan-outs, revocations, questions after
/// calls, which it asks of the local router, and beacons.
///
/// Deploy one instance, after the router and the relay. It never dials.
public final class UplinkServer extends VerticleBase {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final UplinkServerConfig config;
  private final Bus bus;
  private final Clock clock;
  private final UplinkServerMetrics metrics;
  private final OriginListener listener;
  private final Doors doors;
  private final PeerRules rules;
  private final Set<UplinkPeer> peers = new HashSet<>();
  private int upgrading;
  private volatile int open;
  private @Nullable HttpServer server;
  private Clock.@Nullable Timer ticks;

  /// @param verifier knows the origin's signers
  /// @param nonces drawn so that nobody can foresee them, one for each connection
  /// @param vitals what origins are told of this node with every answer to a beacon; asked on the
  ///   server's event loop
  public UplinkServer(
      UplinkServerConfig config,
      Bus bus,
      Clock clock,
      TokenVerifier verifier,
      Supplier<Fresh> nonces,
      Meter meter,
      OriginListener listener,
      Supplier<NodeVitals> vitals) {
    this(
        config,
        bus,
        clock,
        meter,
        listener,
        vitals,
        new Doors() {
          @Override
          public HttpServerOptions options() {
            // The state notices silence first, and says so; this cuts what does not end.
            return config
                .tls()
                .server(new HttpServerOptions(), config.silenceMax().multipliedBy(2));
          }

          @Override
          public Challenge challenge(WebSocketFrames frames) {
            return Challenge.of(verifier, config.mesh(), nonces.get(), frames.binding().value());
          }
        });
  }

  /// Who gets in, and how. A seam: a test takes one defence away to see that the attack it is there
  /// for would succeed.
  interface Doors {
    HttpServerOptions options();

    Challenge challenge(WebSocketFrames frames);
  }

  UplinkServer(
      UplinkServerConfig config,
      Bus bus,
      Clock clock,
      Meter meter,
      OriginListener listener,
      Supplier<NodeVitals> vitals,
      Doors doors) {
    this.config = config;
    this.bus = bus;
    this.clock = clock;
    this.metrics = new UplinkServerMetrics(meter);
    this.listener = listener;
    this.doors = doors;
    this.rules =
        new PeerRules(
            clock, config.creditMax(), config.answerWithin(), config.silenceMax(), vitals);
    metrics.open(() -> open);
  }

  @Override
  public Future<?> start() {
    listener.onOpening();
    HttpServerOptions options;
    try {
      options = doors.options().setHost(config.host()).setPort(config.port());
    } catch (RuntimeException unusable) {
      return Future.failedFuture(unusable);
    }
    HttpServer created = vertx.createHttpServer(options).requestHandler(this::onRequest);
    server = created;
    ticks = clock.every(TICK, this::onTick);
    return created.listen().onFailure(refused -> cancelTicks());
  }

  @Override
  public Future<?> stop() {
    cancelTicks();
    List.copyOf(peers).forEach(UplinkPeer::close);
    return server == null ? Future.succeededFuture() : server.close();
  }

  /// The port that is open, also if the configuration asked for any.
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  private void onRequest(HttpServerRequest request) {
    if (!request.path().equals(UplinkTls.PATH)) {
      refuse(request, NOT_FOUND);
    } else if (peers.size() + upgrading >= config.diallersMax()) {
      refuse(request, UNAVAILABLE);
    } else {
      upgrading++;
      request
          .toWebSocket()
          .onComplete(done -> upgrading--)
          .onSuccess(this::onSocket)
          // Vert.x has answered what is wrong with the request.
          .onFailure(notAnUpgrade -> metrics.refused.increment());
    }
  }

  private void refuse(HttpServerRequest request, int status) {
    metrics.refused.increment();
    request.response().setStatusCode(status).end();
  }

  private void onSocket(ServerWebSocket webSocket) {
    WebSocketFrames frames = WebSocketFrames.of(webSocket);
    PeerState state = new PeerState(rules, doors.challenge(frames));
    UplinkPeer peer = new UplinkPeer(state, frames, bus, metrics, new Peers());
    peers.add(peer);
    frames.receive(peer);
    peer.open();
  }

  private void onTick() {
    List.copyOf(peers).forEach(UplinkPeer::onTick);
    count();
  }

  private void count() {
    open = (int) peers.stream().filter(UplinkPeer::isOpen).count();
  }

  private void cancelTicks() {
    if (ticks != null) {
      ticks.cancel();
      ticks = null;
    }
  }

  private final class Peers implements UplinkPeer.Surroundings {
    @Override
    public void onBeacon() {
      listener.onBeacon();
      count();
    }

    @Override
    public void onGone(UplinkPeer peer) {
      peers.remove(peer);
      count();
    }
  }
}
