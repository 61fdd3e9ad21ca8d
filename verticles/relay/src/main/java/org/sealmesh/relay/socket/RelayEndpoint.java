package org.sealmesh.relay.socket;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.sealmesh.bus.Clock;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.RelayMetrics;

/// What browsers reach of a relay: `/socket`, and `/sockjs` for networks that break WebSocket.
///
/// Mount it for all paths or for its [#ROUTES], on any number of servers with [SocketOptions],
/// before anything reads or pauses the request.
public final class RelayEndpoint implements Handler<HttpServerRequest> {
  /// The paths that it serves, as a router of vertx-web takes them.
  public static final List<String> ROUTES = List.of("/socket", SockJsEndpoint.PATH + "/*");

  private static final String SOCKET = "/socket";
  private static final int NOT_FOUND = 404;

  private final SocketEndpoint sockets;
  private final SockJsEndpoint sockJs;

  public RelayEndpoint(Lobby lobby, RelayConfig config, Clock clock, RelayMetrics metrics) {
    Gate gate = new Gate(lobby, config, metrics);
    Shards shards = new Shards(lobby);
    this.sockets = new SocketEndpoint(gate, shards, config, metrics);
    this.sockJs = new SockJsEndpoint(gate, shards, sockets, clock, config.sockJs());
  }

  /// Answers 404 for a path that it does not serve.
  @Override
  public void handle(HttpServerRequest request) {
    if (request.path().equals(SOCKET)) {
      sockets.handle(request);
    } else if (request.path().startsWith(SockJsEndpoint.PATH + "/")) {
      sockJs.handle(request);
    } else {
      request.response().setStatusCode(NOT_FOUND).end();
    }
  }
}
