package org.sealmesh.uplink;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.relay.TestNode;

/// A relay that somebody else has taken over, certificate and all: lets the origin in as an honest
/// one would, and then does as it likes.
final class RogueRelay {
  final AtomicInteger connections = new AtomicInteger();
  private final HttpServer server;
  private final Supplier<Future<Fresh>> nonces;
  private final BiConsumer<ServerWebSocket, Buffer> onAnswer;

  /// Lets the origin in, and attacks.
  RogueRelay(Vertx vertx, UplinkTls tls, Consumer<ServerWebSocket> attack) {
    this(
        vertx,
        tls,
        () -> Future.succeededFuture(new Fresh(new byte[Fresh.BYTES])),
        (socket, answer) -> {
          say(socket, new RelayFrame.Open(RelayFrame.Open.CREDIT_MAX));
          attack.accept(socket);
        });
  }

  /// @param nonces what it asks the origin to sign
  /// @param onAnswer gets what the origin has signed, as it came
  RogueRelay(
      Vertx vertx,
      UplinkTls tls,
      Supplier<Future<Fresh>> nonces,
      BiConsumer<ServerWebSocket, Buffer> onAnswer) {
    this.nonces = nonces;
    this.onAnswer = onAnswer;
    HttpServerOptions options =
        tls.server(new HttpServerOptions(), Duration.ofMinutes(5)).setHost("127.0.0.1").setPort(0);
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.toWebSocket().onSuccess(this::onSocket));
    TestNode.await(server.listen());
  }

  String url(String mesh) {
    return mesh + "=wss://127.0.0.1:" + server.actualPort();
  }

  private void onSocket(ServerWebSocket socket) {
    connections.incrementAndGet();
    AtomicInteger heard = new AtomicInteger();
    socket.exceptionHandler(cut -> {});
    socket.binaryMessageHandler(first -> {
      if (heard.getAndIncrement() == 0) {
        onAnswer.accept(socket, first);
      }
    });
    nonces.get().onSuccess(nonce -> say(socket, new RelayFrame.Challenge(nonce)));
  }

  static void say(ServerWebSocket socket, RelayFrame frame) {
    if (!socket.isClosed()) {
      socket.writeFinalBinaryFrame(Buffer.buffer(Wire.cbor().write(frame)));
    }
  }

  WebSocketConnectOptions address() {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(server.actualPort())
        .setURI(UplinkTls.PATH)
        .setSubProtocols(List.of(UplinkTls.SUBPROTOCOL));
  }

  /// So many of them.
  static Consumer<ServerWebSocket> flood(Supplier<WebSocketFrame> frame, int count) {
    return socket -> flood(socket, frame, count);
  }

  /// As fast as the far end reads, so that it is not the rogue's own memory that ends it.
  private static void flood(ServerWebSocket socket, Supplier<WebSocketFrame> frame, int count) {
    int left = count;
    while (left > 0 && !socket.isClosed()) {
      if (socket.writeQueueFull()) {
        int rest = left;
        socket.drainHandler(drained -> flood(socket, frame, rest));
        return;
      }
      send(socket, frame.get());
      left--;
    }
  }

  static void send(ServerWebSocket socket, WebSocketFrame frame) {
    if (!socket.isClosed()) {
      socket.writeFrame(frame);
    }
  }
}
