package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.mesh.uplink.FrameSocket;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.mesh.uplink.Violation;
import org.sealmesh.mesh.uplink.WebSocketFrames;
import org.sealmesh.relay.TestAuthority;
import org.sealmesh.relay.TestNode;

/// Whoever ends an uplink is deaf at once, although thousands of frames have arrived already.
@Tag("long")
class FloodAfterCloseTest {
  private static final int FLOOD = 20_000;

  private final Vertx vertx = Vertx.vertx();

  /// Held, since the garbage collector closes a client that nobody holds.
  private WebSocketClient client;

  @AfterEach
  void close() {
    TestNode.await(vertx.close());
  }

  @Test
  void isNotHeard(@TempDir Path folder) throws Exception {
    TestAuthority site = new TestAuthority(folder);
    UplinkTls relayTls = site.issue("relay");
    client =
        vertx.createWebSocketClient(
            site.issue("origin").client(new WebSocketClientOptions(), Duration.ofMinutes(1)));
    // The receiver closes at the first frame; the rest of the flood has arrived already.
    AtomicLong after = new AtomicLong();
    AtomicLong afterWithout = new AtomicLong();
    Consumer<ServerWebSocket> attack =
        RogueRelay.flood(() -> WebSocketFrame.binaryFrame(Buffer.buffer("frame"), true), FLOOD);
    RogueRelay rogue = new RogueRelay(vertx, relayTls, attack);
    heardAfterClose(rogue, after, WebSocketFrames::of);
    heardAfterClose(rogue, afterWithout, Deafless::new);
    assertThat(after).hasValue(0);
    assertThat(afterWithout.get()).isPositive();
  }

  /// Closes, and goes on handing out what comes.
  private record Deafless(ClientWebSocket socket) implements FrameSocket {
    @Override
    public void write(byte[] frame) {}

    @Override
    public void close() {
      socket.close();
    }
  }

  private void heardAfterClose(
      RogueRelay rogue, AtomicLong after, Function<ClientWebSocket, FrameSocket> end)
      throws InterruptedException {
    CountDownLatch gone = new CountDownLatch(1);
    ClientWebSocket socket = client.webSocket();
    FrameSocket frames = end.apply(socket);
    AtomicBoolean isClosed = new AtomicBoolean();
    FrameSocket.Receiver receiver =
        new FrameSocket.Receiver() {
          private int heard;

          @Override
          public void onFrame(byte[] frame) {
            if (isClosed.get()) {
              after.incrementAndGet();
            } else if (heard++ == 0) {
              // The challenge; anything at all is an answer to this relay.
              socket.writeFinalBinaryFrame(Buffer.buffer("answer"));
            } else if (heard == 1_000) {
              isClosed.set(true);
              frames.close();
            }
          }

          @Override
          public void onViolation(Violation violation) {}

          @Override
          public void onClosed() {
            gone.countDown();
          }
        };
    if (frames instanceof WebSocketFrames strict) {
      strict.receive(receiver);
    } else {
      socket.frameHandler(frame -> {
        if (frame.isBinary()) {
          receiver.onFrame(frame.binaryData().getBytes());
        }
      });
      socket.closeHandler(closed -> receiver.onClosed());
    }
    TestNode.await(socket.connect(rogue.address()));
    assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
