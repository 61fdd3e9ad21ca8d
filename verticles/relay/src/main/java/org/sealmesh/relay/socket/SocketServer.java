package org.sealmesh.relay.socket;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/// A port of its own for sockets: what a node with the relay's role alone opens to browsers.
///
/// Deploy one instance per event loop that shall serve; Vert.x spreads connections over them. There
/// is nothing here but the endpoint; health and metrics are on another port.
public final class SocketServer extends VerticleBase {
  private final HttpServerOptions options;
  private final Handler<HttpServerRequest> endpoint;
  private @Nullable HttpServer server;

  /// @param options host, port and TLS; what the sockets need is added
  public SocketServer(HttpServerOptions options, Handler<HttpServerRequest> endpoint) {
    this.options = SocketOptions.apply(new HttpServerOptions(options));
    this.endpoint = endpoint;
  }

  @Override
  public Future<?> start() {
    HttpServer created = vertx.createHttpServer(options).requestHandler(endpoint);
    server = created;
    return created.listen();
  }

  /// The port that is open, also if the options asked for any.
  public int port() {
    return server == null ? 0 : server.actualPort();
  }
}
