package org.sealmesh.relay.socket;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealmesh.bus.Clock;
import org.sealmesh.relay.RelayConfig;

/// SockJS 0.3 (docs/PROTOCOL.md §6) for networks that break WebSocket: the same sockets, carried by
/// ordinary requests.
///
/// Serves what the transports need and nothing else: no page, no script, no cookie. A session is a
/// socket of the shard whose event loop got its first request; there are no more sessions than
/// sockets.
final class SockJsEndpoint {
  /// Everything of SockJS is below it.
  static final String PATH = "/sockjs";

  /// A session's name lets whoever knows it listen and speak for its browser, so it must be too
  /// long to be guessed: at least 110 bits, as SockJS clients write them.
  private static final Pattern SESSION =
      Pattern.compile(PATH + "/[A-Za-z0-9_-]{1,16}/([A-Za-z0-9_-]{22,64})/([a-z_]{3,13})");

  private static final String INFO =
      "{\"websocket\":true,\"origins\":[\"*:*\"],\"cookie_needed\":false}";

  private static final CharSequence FETCH_SITE = HttpHeaders.createOptimized("Sec-Fetch-Site");
  private static final CharSequence NO_SNIFFING =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final int NO_CONTENT = 204;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;

  private final Gate gate;
  private final Shards shards;
  private final SocketEndpoint webSockets;
  private final Clock clock;
  private final RelayConfig.SockJs config;
  private final Map<String, SockJsSession> sessions = new ConcurrentHashMap<>();

  SockJsEndpoint(
      Gate gate, Shards shards, SocketEndpoint webSockets, Clock clock, RelayConfig.SockJs config) {
    this.gate = gate;
    this.shards = shards;
    this.webSockets = webSockets;
    this.clock = clock;
    this.config = config;
  }

  void handle(HttpServerRequest request) {
    if (!gate.admits(request)) {
      return;
    }
    if (isFromForeignPage(request)) {
      answer(request, FORBIDDEN);
      return;
    }
    addHeaders(request);
    if (request.path().equals(PATH + "/info")) {
      // Browsers ask it first: where there is no room, they need not try one transport after the
      // other.
      if (gate.hasRoom(request)) {
        onInfo(request);
      }
      return;
    }
    Matcher path = SESSION.matcher(request.path());
    Optional<SockJsTransport> transport =
        path.matches() ? SockJsTransport.named(path.group(2)) : Optional.empty();
    if (transport.isEmpty()) {
      answer(request, NOT_FOUND);
    } else if (!request.method().equals(transport.get().method())) {
      answer(request, METHOD_NOT_ALLOWED);
    } else {
      onTransport(request, transport.get(), path.group(1));
    }
  }

  private void onTransport(HttpServerRequest request, SockJsTransport transport, String id) {
    switch (transport) {
      case WEBSOCKET -> {
        if (gate.hasRoom(request)) {
          webSockets.upgrade(request, Spelling.SOCKJS);
        }
      }
      case XHR -> onReceiver(request, id, SockJsReceiver.Kind.POLL);
      case XHR_STREAMING -> onReceiver(request, id, SockJsReceiver.Kind.STREAM);
      case EVENTSOURCE -> onReceiver(request, id, SockJsReceiver.Kind.EVENTS);
      case XHR_SEND -> onSend(request, id);
    }
  }

  /// An image or a script of some page, for which browsers send no `Origin`: nobody would hear the
  /// answer, and a socket would be taken.
  private static boolean isFromForeignPage(HttpServerRequest request) {
    String site = request.getHeader(FETCH_SITE);
    return request.getHeader(HttpHeaders.ORIGIN) == null
        && site != null
        && !site.equals("same-origin")
        && !site.equals("none");
  }

  private static void addHeaders(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.putHeader(NO_SNIFFING, "nosniff");
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null) {
      response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      // SockJS's client asks with credentials, and its browser then wants this. There are none.
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
  }

  private void onInfo(HttpServerRequest request) {
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=UTF-8")
        .end(INFO);
  }

  private void onReceiver(HttpServerRequest request, String id, SockJsReceiver.Kind kind) {
    SockJsSession session = sessions.get(id);
    if (session == null) {
      if (!gate.hasRoom(request)) {
        return;
      }
      Optional<Gate.Seat> seat = gate.seat(request);
      if (seat.isEmpty()) {
        return;
      }
      session = newSession(id, seat.get());
    }
    session.attach(new SockJsReceiver(kind, request.response()));
  }

  private SockJsSession newSession(String id, Gate.Seat seat) {
    SocketShard shard = shards.ofThisLoop();
    boolean[] isNew = new boolean[1];
    SockJsSession session =
        sessions.computeIfAbsent(
            id,
            name -> {
              isNew[0] = true;
              return new SockJsSession(
                  shard,
                  clock,
                  config,
                  () -> {
                    sessions.remove(name);
                    seat.leave();
                  });
            });
    // Two first requests of one session on two loops: the later one listens to the earlier's.
    if (!isNew[0]) {
      seat.leave();
    }
    return session;
  }

  private void onSend(HttpServerRequest request, String id) {
    SockJsSession session = sessions.get(id);
    if (session == null) {
      answer(request, NOT_FOUND);
      return;
    }
    Buffer body = Buffer.buffer();
    boolean[] isTooLarge = new boolean[1];
    request.handler(part -> {
      if (!isTooLarge[0] && body.length() + part.length() > Spelling.SOCKJS.messageBytesMax()) {
        isTooLarge[0] = true;
        session.sayTooMuch();
        answer(request, TOO_LARGE);
        request.connection().close();
      } else if (!isTooLarge[0]) {
        body.appendBuffer(part);
      }
    });
    request.endHandler(end -> {
      if (!isTooLarge[0]) {
        session.say(body.getBytes());
        // What is wrong with it is said by the close code, where the browser listens.
        answer(request, NO_CONTENT);
      }
    });
  }

  private static void answer(HttpServerRequest request, int status) {
    request.response().setStatusCode(status).end();
  }
}
