package org.sealmesh.relay.socket;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.RelayMetrics;

/// Turns HTTP requests into sockets, and what Vert.x says of them into calls of their shard.
///
/// A socket belongs to the event loop that accepted it; the first one of a loop makes its shard.
/// The server must have [SocketOptions].
public final class SocketEndpoint implements Handler<HttpServerRequest> {
  private static final CharSequence SUBPROTOCOLS =
      HttpHeaders.createOptimized("Sec-WebSocket-Protocol");
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int UNAVAILABLE = 503;

  private final Lobby lobby;
  private final RelayConfig config;
  private final RelayMetrics metrics;
  private final Origins origins;
  private final Map<Thread, SocketShard> shards = new ConcurrentHashMap<>();

  public SocketEndpoint(Lobby lobby, RelayConfig config, RelayMetrics metrics) {
    this.lobby = lobby;
    this.config = config;
    this.metrics = metrics;
    this.origins = new Origins(config.origins());
  }

  @Override
  public void handle(HttpServerRequest request) {
    // Those that are closed with 4004 need room too; what is beyond that gets no socket at all.
    int upgradesMax = config.socketsMax() + config.hellosPendingMax();
    if (!lobby.isServing() || lobby.sockets().get() >= upgradesMax) {
      request.response().setStatusCode(UNAVAILABLE).end();
      return;
    }
    if (!origins.admit(
        request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.HOST))) {
      metrics.onForeignOrigin();
      request.response().setStatusCode(FORBIDDEN).end();
      return;
    }
    Optional<FrameFormat> format = chooseSubprotocol(request.headers());
    request
        .toWebSocket()
        .onSuccess(socket -> open(socket, format))
        .onFailure(notAnUpgrade -> refuse(request));
  }

  /// Vert.x has mostly answered already, with what is wrong about the request.
  private static void refuse(HttpServerRequest request) {
    if (!request.response().ended() && !request.response().closed()) {
      request.response().setStatusCode(BAD_REQUEST).end();
    }
  }

  /// Leaves one subprotocol in the request, which Vert.x then echoes: the format that we like best
  /// of those that are offered. Otherwise the first one, since browsers drop a connection whose
  /// offers were all declined, and would never see the close code that tells them to stop.
  private static Optional<FrameFormat> chooseSubprotocol(MultiMap headers) {
    List<String> offered =
        headers.getAll(SUBPROTOCOLS).stream()
            .flatMap(line -> Stream.of(line.split(",")))
            .map(String::strip)
            .toList();
    Optional<FrameFormat> chosen =
        Stream.of(FrameFormat.values())
            .filter(format -> offered.contains(format.subprotocol()))
            .findFirst();
    if (!offered.isEmpty()) {
      headers.set(SUBPROTOCOLS, chosen.map(FrameFormat::subprotocol).orElseGet(offered::getFirst));
    }
    return chosen;
  }

  /// @param format empty if the browser offered no version that this relay speaks
  private void open(ServerWebSocket webSocket, Optional<FrameFormat> format) {
    SocketShard shard = shards.computeIfAbsent(Thread.currentThread(), this::newShard);
    Spelling spelling = format.map(Spelling::of).orElse(Spelling.JSON);
    Socket socket = shard.newSocket(spelling, writer(shard, webSocket, spelling));
    webSocket.closeHandler(gone -> shard.onClosed(socket));
    webSocket.exceptionHandler(failure -> onFailure(shard, socket, failure));
    webSocket.frameHandler(frame -> onFrame(shard, socket, webSocket, frame));
    if (format.isPresent()) {
      shard.onOpened(socket);
    } else {
      shard.close(socket, CloseCode.UNSUPPORTED_VERSION);
    }
  }

  private SocketShard newShard(Thread thread) {
    if (!Context.isOnEventLoopThread()) {
      throw new IllegalStateException("sockets are served on event loops");
    }
    Context context = Vertx.currentContext();
    return lobby.newShard(task -> context.runOnContext(turn -> task.run()));
  }

  private SocketWriter writer(SocketShard shard, ServerWebSocket webSocket, Spelling spelling) {
    return switch (config.writer()) {
      case PLAIN -> new PlainWriter(webSocket, spelling);
      case BATCH ->
          shard
              .batch(spelling)
              .to(webSocket)
              .orElseGet(() -> {
                metrics.onFallback();
                return new PlainWriter(webSocket, spelling);
              });
    };
  }

  private static void onFrame(
      SocketShard shard, Socket socket, ServerWebSocket webSocket, WebSocketFrame frame) {
    if (!shard.onArrival(socket)) {
      return;
    }
    switch (frame.type()) {
      case TEXT -> onFirstPart(shard, socket, Spelling.Carrier.TEXT, frame);
      case BINARY -> onFirstPart(shard, socket, Spelling.Carrier.BINARY, frame);
      case CONTINUATION ->
          shard.onPart(socket, socket.assembler().continuation(bytes(frame), frame.isFinal()));
      case PING -> {
        // Vert.x answers by itself, and its answers are not in our count of what waits.
        if (webSocket.writeQueueFull()) {
          shard.close(socket, CloseCode.TOO_SLOW);
        }
      }
      case PONG, CLOSE -> {}
    }
  }

  private static void onFirstPart(
      SocketShard shard, Socket socket, Spelling.Carrier carrier, WebSocketFrame frame) {
    if (carrier == socket.spelling().carrier()) {
      shard.onPart(socket, socket.assembler().first(bytes(frame), frame.isFinal()));
    } else {
      shard.close(socket, CloseCode.BAD_FRAME);
    }
  }

  private static byte[] bytes(WebSocketFrame frame) {
    return frame.binaryData().getBytes();
  }

  /// Vert.x cuts the connection after this. A close frame may still get through, so it is tried.
  private static void onFailure(SocketShard shard, Socket socket, Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException violation) {
      boolean isTooLarge =
          violation.closeStatus().code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
      shard.close(socket, isTooLarge ? CloseCode.FRAME_TOO_LARGE : CloseCode.BAD_FRAME);
    }
    // Anything else is a lost connection, which the close handler hears of.
  }
}
