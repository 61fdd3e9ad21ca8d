package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.relay.TestAuthority;
import org.sealmesh.relay.TestNode;
import org.sealmesh.relay.TestOrigin;

/// A relay that breaks no rule: it merely says nothing, or reads nothing. What is set against it is
/// a setting each, so that the attack succeeds with a harmful value.
@Tag("long")
class SlowRelayTest {
  private static final int ASKED = 100;
  private static final int LARGE = Limits.ENVELOPE_BYTES_MAX;
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir static Path folder;
  private static UplinkTls relayTls;
  private static UplinkTls originTls;

  private final Vertx rogues = Vertx.vertx();
  private final TestOrigin origin = new TestOrigin(1, java.time.Instant::now);

  @BeforeAll
  static void issue() {
    TestAuthority site = new TestAuthority(folder);
    relayTls = site.issue("relay");
    originTls = site.issue("origin");
  }

  @AfterEach
  void close() {
    TestNode.await(rogues.close());
  }

  @Test
  void aRelayThatSaysNothingIsClosed() {
    RogueRelay rogue = new RogueRelay(rogues, relayTls, socket -> {});
    UplinkConfig config =
        Configs.with(
            originTls, 8, 1 << 20, Duration.ofMillis(200), Duration.ofSeconds(1), rogue.url("eu"));
    try (TestUplink uplink = new TestUplink(origin, config)) {
      uplink.meter.await("sealmesh_uplink_violation_late");
      assertThat(uplink.privateHandlers).hasValue(0);
    }
  }

  @Test
  void aRelayThatReadsNothingIsGivenNoMoreThanTheWindow() throws Exception {
    int bytesMax = 1 << 20;
    assertThat(bytesGiven(bytesMax)).isBetween(bytesMax / 2L, (long) bytesMax);
  }

  /// All that is asked is held for it then: whoever keeps asking has no memory left in the end.
  @Test
  void aRelayThatReadsNothingIsGivenEverythingIfTheWindowIsOpen() throws Exception {
    assertThat(bytesGiven(Integer.MAX_VALUE)).isEqualTo((long) ASKED * LARGE);
  }

  private long bytesGiven(int bytesMax) throws Exception {
    CountDownLatch paused = new CountDownLatch(1);
    RogueRelay rogue =
        new RogueRelay(
            rogues,
            relayTls,
            socket -> {
              socket.pause();
              paused.countDown();
            });
    UplinkConfig config =
        Configs.with(originTls, ASKED, bytesMax, NEVER.dividedBy(2), NEVER, rogue.url("eu"));
    try (TestUplink uplink = new TestUplink(origin, config)) {
      assertThat(paused.await(60, TimeUnit.SECONDS)).isTrue();
      // The challenge and the opening: now the link is up, and nothing more is read of it.
      uplink.meter.await("sealmesh_uplink_frames");
      uplink.meter.await("sealmesh_uplink_frames");
      RouterMessage.FanOut large =
          new RouterMessage.FanOut(List.of(origin.rid()), origin.envelope(origin.rid(), 1, LARGE));
      // Late answers count as taken: they say that it is unknown what became of them.
      long taken =
          Stream.generate(() -> uplink.ask(large)).limit(ASKED).toList().stream()
              .map(answer -> TestNode.await(answer.transform(Future::succeededFuture)))
              .filter(AsyncResult::succeeded)
              .count();
      assertThat(uplink.meter.value("sealmesh_uplink_no_room")).isEqualTo(ASKED - taken);
      return taken * LARGE;
    }
  }
}
