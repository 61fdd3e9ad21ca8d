package org.sealmesh.uplink;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
  private final Consumer<ServerWebSocket> attack;

  RogueRelay(Vertx vertx, UplinkTls tls, Consumer<ServerWebSocket> attack) {
    this.attack = attack;
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
        say(socket, new RelayFrame.Open(RelayFrame.Open.CREDIT_MAX));
        attack.accept(socket);
      }
    });
    say(socket, new RelayFrame.Challenge(new Fresh(new byte[Fresh.BYTES])));
  }

  static void say(ServerWebSocket socket, RelayFrame frame) {
    if (!socket.isClosed()) {
      socket.writeFinalBinaryFrame(Buffer.buffer(Wire.cbor().write(frame)));
    }
  }
}
