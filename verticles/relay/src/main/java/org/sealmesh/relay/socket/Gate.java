package org.sealmesh.relay.socket;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.RelayMetrics;

/// Who is let in at all, whatever the transport.
final class Gate {
  private static final int FORBIDDEN = 403;
  private static final int UNAVAILABLE = 503;

  private final Lobby lobby;
  private final RelayMetrics metrics;
  private final Origins origins;
  private final int socketsMax;

  Gate(Lobby lobby, RelayConfig config, RelayMetrics metrics) {
    this.lobby = lobby;
    this.metrics = metrics;
    this.origins = new Origins(config.origins());
    // Those that are closed with 4004 need room too; what is beyond that gets no socket at all.
    this.socketsMax = config.socketsMax() + config.hellosPendingMax();
  }

  /// Whether one more socket may be opened; if not, the request has been answered.
  boolean hasRoom(HttpServerRequest request) {
    boolean hasRoom = lobby.isServing() && lobby.sockets().get() < socketsMax;
    if (!hasRoom) {
      answer(request, UNAVAILABLE);
    }
    return hasRoom;
  }

  /// Whether the page that asks is one of ours; if not, the request has been answered.
  boolean admits(HttpServerRequest request) {
    boolean isAdmitted =
        origins.admit(request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.HOST));
    if (!isAdmitted) {
      metrics.onForeignOrigin();
      answer(request, FORBIDDEN);
    }
    return isAdmitted;
  }

  private static void answer(HttpServerRequest request, int status) {
    request.response().setStatusCode(status).end();
  }
}
