package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.relay.TestOrigin;

/// How finished processes send their browsers elsewhere before they end.
@Tag("process")
class DrainProcessTest {
  /// Longer than a test waits for a process to end: whoever waits for all of it fails.
  private static final Map<String, String> PATIENT =
      Map.of("SEALMESH_RELAY_DRAIN_GRACE", "9m", "SEALMESH_PROCESS_STOP_TIMEOUT", "20m");

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocketClient sockets = vertx.createWebSocketClient();
  private final TestOrigin origin = new TestOrigin(20_300_105, Instant::now);
  private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    http.close();
    RunningSite.await(vertx.close());
  }

  @Test
  void aRelayDeliversUntilItsBrowsersHaveLeftAndThenEnds() throws Exception {
    try (NodeProcess relay = relay(Map.of())) {
      URI socketUrl = relay.awaitReady();
      WebSocket socket = welcomed(socketUrl);
      relay.terminate();
      assertThat(next("goaway").getInteger("withinMs")).isBetween(0, 1_000);
      HttpResponse<String> readiness = relay.get("/health/ready");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.body()).contains("\"leaving\":\"not-ready\"");
      assertThatThrownBy(() -> connect(socketUrl))
          .rootCause()
          .isInstanceOfSatisfying(
              UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(503));
      say(socket, new JsonObject().put("t", "ping"));
      next("pong");
      RunningSite.await(socket.close());
      assertThat(relay.awaitExit()).isZero();
      assertThat(relay.errors()).doesNotContain("ERROR").doesNotContain("WARN");
    }
  }

  @Test
  void aRelayThatIsRetiredSaysThatTheMeshHasMoved() throws Exception {
    try (NodeProcess relay = relay(Map.of("SEALMESH_RELAY_DRAIN_LEAVING", "moved"))) {
      WebSocket socket = welcomed(relay.awaitReady());
      relay.terminate();
      next("moved");
      RunningSite.await(socket.close());
      assertThat(relay.awaitExit()).isZero();
    }
  }

  @Test
  void aRelayWithoutASocketWaitsForNobody() throws Exception {
    try (NodeProcess relay = relay(Map.of())) {
      URI socketUrl = relay.awaitReady();
      RunningSite.await(welcomed(socketUrl).close());
      relay.terminate();
      assertThat(relay.awaitExit()).isZero();
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    try (NodeProcess relay = relay(Map.of())) {
      welcomed(relay.awaitReady());
      relay.terminate();
      next("goaway");
      relay.terminate();
      assertThat(relay.awaitExit()).isEqualTo(128 + 15);
    }
  }

  @Test
  void theOnlyProcessOfASiteWaitsForNobodySinceThereIsNowhereToGo(@TempDir Path data)
      throws Exception {
    try (NodeProcess site = NodeProcess.allRoles(data, PATIENT)) {
      Visitor ada = new Visitor(http, sockets, site.awaitReady().getPort()).register("ada");
      ada.connect();
      site.assertEndsInOrder();
      assertThat(ada.closeCode()).isEqualTo(CloseCode.GOING_AWAY);
    }
  }

  @Test
  void timesThatDoNotFitTogetherAreRefused() throws Exception {
    NodeProcess.assertRelayRefuses(
        Map.of("SEALMESH_PROCESS_STOP_TIMEOUT", "30s"),
        "process.stopTimeout (30 s) must be longer than two times relay.drain.window and"
            + " relay.drain.grace");
    NodeProcess.assertRelayRefuses(
        Map.of("SEALMESH_PROCESS_ASK_TIMEOUT", "6s"),
        "process.askTimeout (6000 ms) must be longer than router.settleTimeout and"
            + " router.peerTimeout together (7000 ms)");
  }

  private NodeProcess relay(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(PATIENT);
    settings.put(
        "SEALMESH_ORIGIN_SIGNERS", ProcessSettings.signer(origin.signers().getFirst().key()));
    settings.put("SEALMESH_HTTP_PORT", "0");
    settings.putAll(more);
    return NodeProcess.relay(settings);
  }

  private WebSocket welcomed(URI socketUrl) {
    WebSocket socket = connect(socketUrl);
    String ticket = origin.sign(origin.ticket(origin.rid())).compact();
    say(socket, new JsonObject().put("t", "hello").put("ticket", ticket));
    next("welcome");
    return socket;
  }

  private WebSocket connect(URI socketUrl) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost(socketUrl.getHost())
            .setPort(socketUrl.getPort())
            .setURI(socketUrl.getPath())
            .setSubProtocols(List.of("sealmesh.v1.json"));
    WebSocket socket = RunningSite.await(sockets.connect(options));
    socket.textMessageHandler(text -> heard.add(new JsonObject(text)));
    return socket;
  }

  private static void say(WebSocket socket, JsonObject frame) {
    RunningSite.await(socket.writeTextMessage(frame.encode()));
  }

  private JsonObject next(String kind) {
    try {
      JsonObject next = heard.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("a frame within a minute").isNotNull();
      assertThat(next.getString("t")).isEqualTo(kind);
      return next;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
