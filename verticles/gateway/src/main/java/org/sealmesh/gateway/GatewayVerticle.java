package org.sealmesh.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.gateway.http.Contract;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Site;
import org.sealmesh.gateway.limit.SharedState;
import org.sealmesh.gateway.resource.Resources;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.gateway.signin.SiteTokens;

/// Serves the API and the app over HTTP. Has no address on the bus: browsers call it, and it calls
/// persistence, crypto and the router.
///
/// Several instances may be deployed in one process; they share a port and what [SharedState]
/// counts.
public final class GatewayVerticle extends VerticleBase {
  private static final int HEADER_BYTES_MAX = 8 * 1024;
  private static final int REQUEST_LINE_BYTES_MAX = 4 * 1024;

  private final Bus bus;
  private final Clock clock;
  private final RandomBytes random;
  private final GatewayConfig config;
  private final SharedState shared;
  private final Mounts mounts;
  private @Nullable HttpServer server;

  /// @param shared one for all instances of the process
  public GatewayVerticle(
      Bus bus,
      Clock clock,
      RandomBytes random,
      GatewayConfig config,
      SharedState shared,
      Mounts mounts) {
    this.bus = bus;
    this.clock = clock;
    this.random = random;
    this.config = config;
    this.shared = shared;
    this.mounts = mounts;
  }

  /// The port it listens on, once it has started: the configured one, or the free one it took.
  public int port() {
    return Objects.requireNonNull(server, "not started").actualPort();
  }

  @Override
  public Future<?> start() {
    return siteTokens().compose(tokens -> Contract.load(vertx).compose(c -> listen(c, tokens)));
  }

  private Future<Optional<SiteTokens>> siteTokens() {
    return config.sso().keyFile().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : vertx.executeBlocking(() -> Optional.of(SiteTokens.load(vertx, config.sso(), clock)));
  }

  private Future<HttpServer> listen(Contract contract, Optional<SiteTokens> tokens) {
    List<Route> routes = Resources.routes(bus, clock, random, config, shared, tokens.orElse(null));
    Site site = new Site(vertx, clock, random, config);
    return vertx
        .createHttpServer(mounts.options().apply(options()))
        .requestHandler(site.router(bus, shared, contract, routes, mounts))
        .invalidRequestHandler(Site::refuseUnreadable)
        .listen()
        .onSuccess(listening -> server = listening);
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port())
        .setIdleTimeout((int) config.http().idleTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxHeaderSize(HEADER_BYTES_MAX)
        .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
        // A proxy in front speaks HTTP/1.1 to us; without TLS nobody else asks for HTTP/2.
        .setHttp2ClearTextEnabled(false)
        // Answers hold secrets beside what others chose: compressed together they would leak.
        .setCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false);
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
