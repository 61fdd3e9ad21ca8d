package org.sealmesh.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.http.Contract;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Site;
import org.sealmesh.gateway.resource.Resources;
import org.sealmesh.gateway.signin.SiteTokens;

/// Serves the API and the app over HTTP on one event loop. Has no address on the bus: browsers call
/// it, and it calls persistence, crypto and the router.
public final class GatewayVerticle extends VerticleBase {
  private static final int HEADER_BYTES_MAX = 8 * 1024;
  private static final int REQUEST_LINE_BYTES_MAX = 4 * 1024;

  private final Gateway gateway;
  private @Nullable HttpServer server;

  GatewayVerticle(Gateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public Future<?> start() {
    return siteTokens().compose(tokens -> Contract.load(vertx).compose(c -> listen(c, tokens)));
  }

  private Future<Optional<SiteTokens>> siteTokens() {
    GatewayConfig config = gateway.config();
    return config.sso().keyFile().isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : vertx.executeBlocking(() -> Optional.of(SiteTokens.load(config.sso(), gateway.clock())));
  }

  private Future<HttpServer> listen(Contract contract, Optional<SiteTokens> tokens) {
    List<Route> routes =
        Resources.routes(
            gateway.node(),
            gateway.bus(),
            gateway.clock(),
            gateway.random(),
            gateway.config(),
            gateway.disclosure(),
            gateway.shared(),
            tokens.orElse(null));
    Site site =
        new Site(vertx, gateway.clock(), gateway.random(), gateway.metrics(), gateway.config());
    return vertx
        .createHttpServer(gateway.mounts().options().apply(options()))
        .requestHandler(
            site.router(gateway.bus(), gateway.shared(), contract, routes, gateway.mounts()))
        .invalidRequestHandler(Site::refuseUnreadable)
        .listen()
        .onSuccess(listening -> {
          server = listening;
          gateway.onListening(listening.actualPort());
        });
  }

  private HttpServerOptions options() {
    GatewayConfig config = gateway.config();
    return new HttpServerOptions()
        .setHost(config.host())
        // Instances share a free port if the number is below zero.
        .setPort(config.port() == 0 ? -1 : config.port())
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
    if (server == null) {
      return Future.succeededFuture();
    }
    gateway.onClosed();
    return server.close();
  }
}
