package org.sealmesh.launch;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.sealmesh.bus.StartFailure;

/// The HTTP server of a process, one instance per event loop: connections are spread over the
/// loops, and each stays on its own.
///
/// Health and metrics are answered here, everything else by the roles.
public final class Front {
  private final HttpConfig config;
  private final UnaryOperator<HttpServerOptions> options;
  private final Handler<HttpServerRequest> roles;
  private final AtomicInteger boundPort = new AtomicInteger();

  /// @param options what the roles need of the server, for instance limits of their sockets
  /// @param roles answers every request that is not for the operator; called on the loop of the
  ///   request's connection
  public Front(
      HttpConfig config,
      UnaryOperator<HttpServerOptions> options,
      Handler<HttpServerRequest> roles) {
    this.config = config;
    this.options = options;
    this.roles = roles;
  }

  /// Listens. Deploy it last: whoever is let in finds every role at work.
  ///
  /// @return the port, once all loops listen; fails with [StartFailure] if it is taken
  public Future<Integer> open(Site site) {
    OpsHandler ops = site.ops();
    boolean shared = config.opsPort() == 0;
    Handler<HttpServerRequest> handler =
        request -> {
          if (shared && OpsHandler.answers(request)) {
            ops.handle(request);
          } else {
            roles.handle(request);
          }
        };
    return site.deploy(() -> new Server(config.port(), handler), onEveryLoop(site))
        .compose(open ->
            shared
                ? Future.<Void>succeededFuture()
                : site.deploy(() -> new Server(config.opsPort(), ops), new DeploymentOptions()))
        .map(open -> boundPort.get());
  }

  private static DeploymentOptions onEveryLoop(Site site) {
    return new DeploymentOptions().setInstances(site.eventLoops());
  }

  private final class Server extends VerticleBase {
    private final int port;
    private final Handler<HttpServerRequest> handler;

    Server(int port, Handler<HttpServerRequest> handler) {
      this.port = port;
      this.handler = handler;
    }

    @Override
    public Future<?> start() {
      HttpServerOptions server =
          options
              .apply(new HttpServerOptions())
              .setHost(config.host())
              // Vert.x gives all instances the same free port if the number is below zero.
              .setPort(port == 0 ? -1 : port)
              .setAcceptBacklog(config.connectionsBacklog())
              .setMaxHeaderSize(config.headersBytesMax())
              .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
              .setIdleTimeout((int) config.idleTimeout().toMillis());
      return vertx
          .createHttpServer(server)
          .requestHandler(handler)
          .listen()
          .onSuccess(this::remember)
          .recover(failure -> Future.failedFuture(explained(failure)));
    }

    private void remember(HttpServer server) {
      if (port == config.port()) {
        boundPort.set(server.actualPort());
      }
    }

    private Throwable explained(Throwable failure) {
      String place = config.host() + ":" + port;
      return switch (failure) {
        case UnknownHostException unknown -> new StartFailure("there is no address " + place);
        case UnresolvedAddressException unknown -> new StartFailure("there is no address " + place);
        case BindException taken ->
            new StartFailure(
                "cannot listen on " + place + ": another process uses it, or it may not be used");
        // The native transports have exceptions of their own for the same refusals.
        case IOException refused -> new StartFailure("cannot listen on " + place);
        default -> failure;
      };
    }
  }
}
