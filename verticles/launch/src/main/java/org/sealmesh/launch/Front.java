package org.sealmesh.launch;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The HTTP server of a relay-only process, one instance per event loop: connections are spread
/// over the loops, and each stays on its own.
public final class Front {
  /// Listens. Open it last: whoever is let in finds every role at work.
  ///
  /// @param options what the roles need of the server, for instance limits of their sockets
  /// @param roles answers every request that is not for the operator; called on the loop of the
  ///   request's connection
  /// @return the port, once all loops listen; fails with [org.sealmesh.bus.StartFailure] if it is
  ///   taken
  public static Future<Integer> open(
      Site site, HttpConfig config, HttpServerOptions options, Handler<HttpServerRequest> roles) {
    HttpServerOptions server =
        new HttpServerOptions(options)
            .setHost(config.host())
            .setPort(config.port())
            .setAcceptBacklog(config.acceptBacklog())
            .setMaxHeaderSize(config.headersBytesMax())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout((int) config.idleTimeout().toMillis());
    Handler<HttpServerRequest> handler =
        site.sharedOps()
            .<Handler<HttpServerRequest>>map(
                ops -> request -> (OpsHandler.answers(request) ? ops : roles).handle(request))
            .orElse(roles);
    AtomicInteger port = new AtomicInteger();
    DeploymentOptions everyLoop = new DeploymentOptions().setInstances(site.eventLoops());
    return site.deploy(() -> new Listener(server, handler, port), everyLoop)
        .map(open -> port.get());
  }

  private Front() {}
}
