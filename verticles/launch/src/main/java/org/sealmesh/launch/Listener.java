package org.sealmesh.launch;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;

/// One HTTP server on one event loop. Instances that are deployed together share their port.
final class Listener extends VerticleBase {
  private final HttpServerOptions options;
  private final int port;
  private final Handler<HttpServerRequest> handler;
  private final AtomicInteger boundPort;

  /// @param boundPort gets the port that was taken
  Listener(HttpServerOptions options, Handler<HttpServerRequest> handler, AtomicInteger boundPort) {
    this.port = options.getPort();
    // Vert.x gives instances the same free port if the number is below zero.
    this.options = new HttpServerOptions(options).setPort(port == 0 ? -1 : port);
    this.handler = handler;
    this.boundPort = boundPort;
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(options)
        .requestHandler(handler)
        .listen()
        .onSuccess(server -> boundPort.set(server.actualPort()))
        .recover(
            failure -> Future.failedFuture(Listening.explained(options.getHost(), port, failure)));
  }
}
