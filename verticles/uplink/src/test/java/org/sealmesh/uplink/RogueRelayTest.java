package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketFrame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.mesh.uplink.Violation;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.TestAuthority;
import org.sealmesh.relay.TestBrowser;
import org.sealmesh.relay.TestNode;

/// What a relay that has been taken over can do to an origin: close its own link.
///
/// Each attack runs against an origin with a second, honest mesh. What it would do without the
/// defence is seen with a receiver that has none, on the same wire.
@Tag("long")
class RogueRelayTest {
  private static final int PINGS = 200_000;
  private static final int FLOOD = 20_000;
  private static final int HUGE_BYTES = 50 << 20;

  @TempDir static Path folder;
  private static UplinkTls relayTls;
  private static UplinkTls originTls;

  private final TestNode node = new TestNode(RelayConfig.DEFAULTS, 1);
  private final Vertx rogues = Vertx.vertx();

  /// Takes whatever comes. Held, since the garbage collector closes a client that nobody holds.
  private final WebSocketClient client =
      rogues.createWebSocketClient(
          originTls
              .client(new WebSocketClientOptions(), Duration.ofMinutes(1))
              .setMaxFrameSize(2 * HUGE_BYTES)
              .setMaxMessageSize(2 * HUGE_BYTES));

  private TestUplink uplink;

  @BeforeAll
  static void issue() {
    TestAuthority site = new TestAuthority(folder);
    relayTls = site.issue("relay");
    originTls = site.issue("origin");
  }

  @AfterEach
  void close() {
    if (uplink != null) {
      uplink.close();
    }
    TestNode.await(rogues.close());
    node.close();
  }

  @Test
  void text() {
    Consumer<ServerWebSocket> attack =
        RogueRelay.flood(() -> WebSocketFrame.textFrame("{}", true), FLOOD);
    survives(attack, Violation.FOREIGN_FRAME);
    assertThat(reachedWithoutDefence(attack, FLOOD)).isGreaterThanOrEqualTo(FLOOD);
  }

  @Test
  void pings() {
    Consumer<ServerWebSocket> attack =
        RogueRelay.flood(() -> WebSocketFrame.pingFrame(Buffer.buffer("ping")), PINGS);
    survives(attack, Violation.FOREIGN_FRAME);
    assertThat(reachedWithoutDefence(attack, PINGS)).isGreaterThanOrEqualTo(PINGS);
  }

  @Test
  void endlessFragments() {
    Buffer part = Buffer.buffer(new byte[Limits.FRAME_BYTES_MAX]);
    Consumer<ServerWebSocket> attack =
        socket -> {
          RogueRelay.send(socket, WebSocketFrame.binaryFrame(part, false));
          RogueRelay.flood(() -> WebSocketFrame.continuationFrame(part, false), 500).accept(socket);
        };
    survives(attack, Violation.FOREIGN_FRAME);
    assertThat(reachedWithoutDefence(attack, 501)).isGreaterThanOrEqualTo(501);
  }

  @Test
  void aFrameOfFiftyMegabytes() {
    Consumer<ServerWebSocket> attack =
        socket ->
            RogueRelay.send(
                socket, WebSocketFrame.binaryFrame(Buffer.buffer(new byte[HUGE_BYTES]), true));
    survives(attack, Violation.TOO_LARGE);
    assertThat(reachedWithoutDefence(attack, 1)).isEqualTo(1);
  }

  @Test
  void acksOfWhatWasNeverAsked() {
    survives(
        socket -> {
          for (int i = 0; i < FLOOD; i++) {
            RogueRelay.say(socket, new RelayFrame.FannedOut(1_000_000 + i, Set.of()));
          }
        },
        Violation.UNKNOWN_ID);
  }

  @Test
  void challengesWithoutEnd() {
    survives(
        socket -> {
          for (int i = 0; i < FLOOD; i++) {
            RogueRelay.say(socket, new RelayFrame.Challenge(FakeDialler.NONCE));
          }
        },
        Violation.OUT_OF_TURN);
    // One signature for each connection, and none for what came after.
    assertThat(uplink.signatures.get())
        .isLessThanOrEqualTo((int) uplink.meter.value("sealmesh_uplink_dials"));
  }

  @Test
  void serializedBytes() throws Exception {
    byte[] bytes = serialized();
    survives(
        RogueRelay.flood(() -> WebSocketFrame.binaryFrame(Buffer.buffer(bytes), true), FLOOD),
        Violation.MALFORMED);
    assertThat(Payload.READ).hasValue(0);
    // They do what they are made for where bytes are read as what they say they are.
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      in.readObject();
    }
    assertThat(Payload.READ).hasValue(1);
  }

  /// Runs wherever somebody reads it; all it does is to leave a trace.
  private static final class Payload implements Serializable {
    private static final long serialVersionUID = 1;
    static final AtomicInteger READ = new AtomicInteger();

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      READ.incrementAndGet();
    }
  }

  /// The origin closes the rogue's link, for this reason, and nothing else changes for it.
  private void survives(Consumer<ServerWebSocket> attack, Violation violation) {
    RogueRelay rogue = new RogueRelay(rogues, relayTls, attack);
    TestUplink.Server honest = new TestUplink.Server(node, "us", relayTls, 0);
    uplink =
        new TestUplink(node.origin, Configs.dialling(originTls, rogue.url("eu"), honest.url("us")));
    honest.awaitAttached();
    String counted =
        "sealmesh_uplink_violation_" + violation.name().toLowerCase(java.util.Locale.ROOT);
    // Twice: it is dialled again, and does the same again.
    uplink.meter.await(counted);
    uplink.meter.await(counted);
    TestBrowser browser = node.welcomed(node.origin.ticket(node.origin.rid()));
    RouterMessage.FanOut fanOut =
        new RouterMessage.FanOut(
            List.of(node.origin.rid()), node.origin.envelope(node.origin.rid(), 1));
    Set<NodeId> unacked = TestNode.await(uplink.ask(fanOut)).unacked();
    assertThat(unacked).as("the honest mesh has it").doesNotContain(new NodeId("us"));
    assertThat(browser.socket().isClosed()).isFalse();
    assertThat(uplink.privateHandlers).hasValue(0);
    // Of each connection: the challenge, the opening, at most an answer to a beacon and the one
    // frame that ended it; besides what the honest relay says.
    long dials = uplink.meter.value("sealmesh_uplink_dials");
    assertThat(uplink.meter.value("sealmesh_uplink_frames")).isLessThan(100 + 4 * dials);
    Runtime runtime = Runtime.getRuntime();
    assertThat(runtime.totalMemory() - runtime.freeMemory()).isLessThan(512L << 20);
  }

  /// How many frames get through to a receiver that takes whatever comes.
  private int reachedWithoutDefence(Consumer<ServerWebSocket> attack, int enough) {
    RogueRelay rogue = new RogueRelay(rogues, relayTls, attack);
    AtomicInteger reached = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(enough);
    AtomicInteger heard = new AtomicInteger();
    ClientWebSocket socket = client.webSocket();
    socket.frameHandler(frame -> {
      int before = heard.getAndIncrement();
      if (before == 0) {
        socket.writeFinalBinaryFrame(Buffer.buffer("answer"));
      } else if (before > 1) {
        reached.incrementAndGet();
        all.countDown();
      }
    });
    TestNode.await(socket.connect(rogue.address()));
    try {
      assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return reached.get();
  }

  private static byte[] serialized() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Payload());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
