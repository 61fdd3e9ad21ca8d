package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.FrameFormat;

/// Every buffer goes back, also those of sockets that stall, vanish or are closed in the middle of
/// a burst.
class BufferLeakTest {
  private static final String CONTROL = "leaked on purpose";

  @ParameterizedTest
  @EnumSource
  void givesEveryBufferBack(Transport transport) throws Exception {
    HttpServerOptions options = transport.options();
    try (TestNode node =
        new TestNode(
            TestConfig.with(RelayConfig.Writer.BATCH), 2, options.setSendBufferSize(16_384))) {
      TestOrigin origin = node.origin;
      RoutingId room = origin.rid();
      List<TestBrowser> browsers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        FrameFormat format = i % 2 == 0 ? FrameFormat.CBOR : FrameFormat.JSON;
        browsers.add(node.welcomed(origin.ticket(room), format));
      }
      burst(node, room, 100);
      browsers.get(0).socket().writeTextMessage("x".repeat(3 * Limits.FRAME_BYTES_MAX));
      // Vert.x's own client drops what it has read and not handled, so a paused one is no use here.
      AutoCloseable stalled = transport.stalled(node, room);
      browsers.get(2).socket().close();
      browsers.get(3).say("not of the protocol".getBytes(StandardCharsets.US_ASCII));
      burst(node, room, 400);
      // On a busy machine the burst may fill its buffers before its bad frame is read.
      browsers.get(3).untilClosed(CloseCode.BAD_FRAME, CloseCode.TOO_SLOW);
      node.revoke(origin.revocation(room, null, null));
      stalled.close();
      burst(node, room, 10);
      node.stopRelay();
    }
    assertThat(leaksBesidesTheControl()).isEmpty();
  }

  private static void burst(TestNode node, RoutingId target, int envelopes) {
    List<Future<?>> answers = new ArrayList<>();
    for (int i = 1; i <= envelopes; i++) {
      int bytes = i % 10 == 0 ? Limits.ENVELOPE_BYTES_MAX : 400;
      answers.add(
          node.bus.ask(
              MeshAddresses.ROUTER,
              new RouterMessage.FanOut(List.of(target), node.origin.envelope(target, i, bytes))));
    }
    TestNode.await(Future.join(answers));
  }

  /// Leaks one buffer itself, and collects garbage until the detector has found it: by then it has
  /// found the others too.
  private static List<String> leaksBesidesTheControl() {
    // The detector reports equal leaks once, so each control has a name of its own.
    String control = CONTROL + " " + UUID.randomUUID();
    leakOne(control);
    long deadline = System.nanoTime() + TestNode.PATIENCE.toNanos();
    while (LeakRecorder.found().stream().noneMatch(leak -> leak.contains(control))) {
      assertThat(System.nanoTime()).as("the detector found its control").isLessThan(deadline);
      System.gc();
      // The detector looks whenever a buffer is made.
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    return LeakRecorder.found().stream().filter(leak -> !leak.contains(CONTROL)).toList();
  }

  private static void leakOne(String name) {
    ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(16);
    lost.touch(name);
  }

  enum Transport {
    TCP,
    TLS;

    HttpServerOptions options() {
      return switch (this) {
        case TCP -> new HttpServerOptions();
        case TLS -> TestCertificate.serverOptions();
      };
    }

    AutoCloseable stalled(TestNode node, RoutingId user) {
      return switch (this) {
        case TCP -> new StalledBrowser(node.port(), node.origin.sign(node.origin.ticket(user)));
        // It speaks no TLS; there, a browser is enough that leaves in the middle.
        case TLS -> () -> {};
      };
    }
  }
}
