package org.sealmesh.relay.socket;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.RelayMetrics;

/// Turns HTTP requests into WebSockets, and what Vert.x says of them into calls of their shard.
///
/// A socket belongs to the event loop that accepted it. The server must have [SocketOptions].
final class SocketEndpoint {
  private static final CharSequence SUBPROTOCOLS =
      HttpHeaders.createOptimized("Sec-WebSocket-Protocol");
  private static final int BAD_REQUEST = 400;

  /// The first that SockJS says.
  private static final EncodedFrame SOCKJS_OPEN = EncodedFrame.literal("o");

  private final Gate gate;
  private final Shards shards;
  private final RelayConfig config;
  private final RelayMetrics metrics;

  SocketEndpoint(Gate gate, Shards shards, RelayConfig config, RelayMetrics metrics) {
    this.gate = gate;
    this.shards = shards;
    this.config = config;
    this.metrics = metrics;
  }

  void handle(HttpServerRequest request) {
    if (!gate.hasRoom(request) || !gate.admits(request)) {
      return;
    }
    Optional<FrameFormat> format = chooseSubprotocol(request.headers());
    if (format.isPresent()) {
      upgrade(request, Spelling.of(format.get()));
    } else {
      upgrade(
          request,
          Spelling.JSON,
          opened -> opened.shard.close(opened.socket, CloseCode.UNSUPPORTED_VERSION));
    }
  }

  /// Makes the request a socket whose messages are spelled so.
  void upgrade(HttpServerRequest request, Spelling spelling) {
    upgrade(
        request,
        spelling,
        opened -> {
          if (spelling == Spelling.SOCKJS) {
            opened.socket.writer().write(SOCKJS_OPEN);
          }
          opened.shard.onOpened(opened.socket);
        });
  }

  private void upgrade(HttpServerRequest request, Spelling spelling, Consumer<Opened> then) {
    gate.seat(request)
        .ifPresent(seat ->
            request
                .toWebSocket()
                .onFailure(notAnUpgrade -> {
                  seat.leave();
                  refuse(request);
                })
                .onSuccess(webSocket -> then.accept(open(webSocket, spelling, seat))));
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

  private Opened open(ServerWebSocket webSocket, Spelling spelling, Gate.Seat seat) {
    SocketShard shard = shards.ofThisLoop();
    Socket socket = shard.newSocket(spelling, writer(shard, webSocket, spelling));
    webSocket.closeHandler(gone -> {
      seat.leave();
      shard.onClosed(socket);
    });
    webSocket.exceptionHandler(failure -> onFailure(shard, socket, failure));
    webSocket.frameHandler(frame -> onFrame(shard, socket, webSocket, frame));
    return new Opened(shard, socket);
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

  private record Opened(SocketShard shard, Socket socket) {}
}
