package org.sealmesh.relay.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.uplink.ChannelBinding;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.relay.TestNode;

/// A dialler that says what a test wants it to, and keeps what it hears in order.
public final class TestDialler {
  /// Held, since a client that nobody holds is closed by the garbage collector.
  private final WebSocketClient client;

  private final ClientWebSocket socket;
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

  private TestDialler(WebSocketClient client) {
    this.client = client;
    this.socket = client.webSocket();
    socket.frameHandler(frame -> {
      if (frame.isBinary()) {
        heard.add(read(frame.binaryData().getBytes()));
      }
    });
    socket.closeHandler(gone -> heard.add("closed"));
    socket.exceptionHandler(lost -> {});
  }

  /// Dials with these files.
  public static Future<TestDialler> dial(Vertx vertx, UplinkTls tls, int port) {
    return dial(vertx, port, options -> tls.client(options, Duration.ofMinutes(1)));
  }

  /// Dials in any way.
  public static Future<TestDialler> dial(
      Vertx vertx, int port, UnaryOperator<WebSocketClientOptions> options) {
    WebSocketClientOptions tls =
        options
            .apply(new WebSocketClientOptions())
            .setMaxFrameSize(64 << 20)
            .setMaxMessageSize(64 << 20);
    TestDialler dialler = new TestDialler(vertx.createWebSocketClient(tls));
    return dialler
        .socket
        .connect(
            new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(UplinkTls.PATH)
                .setSubProtocols(List.of(UplinkTls.SUBPROTOCOL)))
        .map(open -> dialler);
  }

  private static Object read(byte[] bytes) {
    try {
      return Wire.cbor().read(bytes, RelayFrame.class);
    } catch (Wire.Malformed e) {
      return e;
    }
  }

  public void close() {
    TestNode.await(client.shutdown());
  }

  public ClientWebSocket socket() {
    return socket;
  }

  public Fresh binding() {
    return ChannelBinding.of(socket.sslSession()).value();
  }

  public void say(OriginFrame frame) {
    // Whether it arrives is what the test is about.
    socket.writeFinalBinaryFrame(Buffer.buffer(Wire.cbor().write(frame)));
  }

  public <T extends RelayFrame> T expect(Class<T> type) {
    Object next = next();
    assertThat(next).isInstanceOf(type);
    return type.cast(next);
  }

  /// Nothing more comes but the end.
  public void expectClosed() {
    assertThat(next()).isEqualTo("closed");
  }

  private Object next() {
    try {
      Object next = heard.poll(TestNode.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(next).as("a frame within " + TestNode.PATIENCE).isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
