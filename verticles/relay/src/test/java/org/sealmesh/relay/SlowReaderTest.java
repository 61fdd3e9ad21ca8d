package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.ServerFrame;

/// P5: a slow reader harms itself only. Real connections, on which some read nothing.
@ParameterizedClass
@EnumSource
@Tag("long")
class SlowReaderTest {
  private static final String SOCKETS = "sealmesh_relay_sockets";
  private static final String TOO_SLOW = "sealmesh_relay_closed_too_slow";
  private static final int LARGE_BYTES = 40_000;
  private static final int MIB = 1024 * 1024;

  private final RelayConfig.Writer writer;
  private final TestNode node;
  private final TestOrigin origin;
  private final RoutingId anna;
  private final RoutingId ben;
  private final TestBrowser reader;

  SlowReaderTest(RelayConfig.Writer writer) {
    this.writer = writer;
    // What the system would buffer for a stalled reader is made small, so that we must.
    HttpServerOptions options = new HttpServerOptions().setSendBufferSize(16 * 1024);
    // It reads again when the test comes to it, however slow the machine is: not cut before that.
    node = new TestNode(TestConfig.with(writer, Duration.ofMinutes(1)), 1, options);
    origin = node.origin;
    anna = origin.rid();
    ben = origin.rid();
    reader = node.welcomed(origin.ticket(ben));
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void closesAStalledReaderAndKeepsServingTheOthersWithinBounds() {
    try (StalledBrowser stalled = stalled()) {
      long before = PlatformDependent.usedDirectMemory();
      long peak = before;
      // 80 MB, if somebody kept them.
      for (int i = 1; i <= 1_500; i++) {
        Envelope envelope = origin.envelope(ben, i, LARGE_BYTES);
        assertThat(fanOut(envelope, anna, ben).unacked()).isEmpty();
        assertThat(reader.next()).isEqualTo(new ServerFrame.Event(envelope));
        peak = Math.max(peak, PlatformDependent.usedDirectMemory());
      }
      assertThat(node.meter.value(TOO_SLOW)).isEqualTo(1);
      assertThat(peak - before).isLessThan(32 * MIB);
      assertThat(stalled.readUntilClosed()).isEqualTo(4008);
    }
  }

  @Test
  void keepsOnlyTheBytesOfTheirOwnFramesForThoseWhoAreBehind() {
    List<StalledBrowser> stalled = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stalled.add(stalled());
    }
    // Enough to fill what the system buffers, not enough to be closed.
    for (int i = 1; i <= 5; i++) {
      fanOut(origin.envelope(anna, i, LARGE_BYTES), anna);
    }
    long before = PlatformDependent.usedDirectMemory();
    for (int i = 1; i <= 1_000; i++) {
      fanOut(origin.envelope(anna, i), anna);
      Envelope envelope = origin.envelope(ben, i, LARGE_BYTES);
      fanOut(envelope, ben);
      assertThat(reader.next()).isEqualTo(new ServerFrame.Event(envelope));
    }
    assertThat(node.meter.value(TOO_SLOW)).isZero();
    assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(32 * MIB);
    stalled.forEach(StalledBrowser::close);
  }

  @Test
  void cutsTheConnectionOfOneThatDoesNotEvenReadTheClose() {
    assumeTrue(writer == RelayConfig.Writer.BATCH, "Vert.x's public API cannot cut");
    TestNode impatient = new TestNode(TestConfig.with(writer, Duration.ZERO), 1);
    try (impatient) {
      RoutingId user = impatient.origin.rid();
      try (StalledBrowser stalled =
          new StalledBrowser(
              impatient.port(), impatient.origin.sign(impatient.origin.ticket(user)))) {
        while (impatient.meter.value(TOO_SLOW) == 0) {
          impatient.fanOut(
              new RouterMessage.FanOut(
                  List.of(user), impatient.origin.envelope(user, 1, LARGE_BYTES)));
        }
        long deadline = System.nanoTime() + TestNode.PATIENCE.toNanos();
        while (impatient.meter.value(SOCKETS) > 0) {
          assertThat(System.nanoTime()).isLessThan(deadline);
          impatient.fanOut(
              new RouterMessage.FanOut(List.of(user), impatient.origin.envelope(user, 1)));
        }
        assertThat(stalled.isConnected()).isTrue();
      }
    }
  }

  private StalledBrowser stalled() {
    return new StalledBrowser(node.port(), origin.sign(origin.ticket(anna)));
  }

  private RouterMessage.FannedOut fanOut(Envelope envelope, RoutingId... targets) {
    return node.fanOut(new RouterMessage.FanOut(List.of(targets), envelope));
  }
}
