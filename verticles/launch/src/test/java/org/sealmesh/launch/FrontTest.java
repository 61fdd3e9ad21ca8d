package org.sealmesh.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;

class FrontTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Health health;
  private final PrometheusMeter meter = new PrometheusMeter();
  private final Clock clock = new VertxClock(vertx);

  FrontTest() {
    health = new Health(clock);
  }

  @AfterEach
  void close() {
    client.close();
    vertx.close().await();
  }

  @Test
  void answersTheOperatorAndLeavesTheRestToTheRoles() throws Exception {
    health.watch("relay", () -> Future.succeededFuture(Health.State.READY));
    meter.counter("sealmesh_test_total", "Something.").add(3);
    int port = open(0);
    assertThat(get(port, "/health/live").body()).isEqualTo("{\"status\":\"live\"}");
    HttpResponse<String> ready = get(port, "/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("{\"status\":\"ready\",\"roles\":{\"relay\":\"ready\"}}");
    assertThat(get(port, "/metrics").body()).contains("sealmesh_test_total 3.0");
    assertThat(get(port, "/metrics/x").body()).isEqualTo("role /metrics/x");
    assertThat(get(port, "/").body()).isEqualTo("role /");
  }

  @Test
  void isUnavailableWhileARoleIsNotReady() throws Exception {
    health.watch("persistence", () -> Future.failedFuture("no database"));
    HttpResponse<String> ready = get(open(0), "/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .isEqualTo("{\"status\":\"not-ready\",\"roles\":{\"persistence\":\"not-ready\"}}");
  }

  @Test
  void refusesToChangeAnything() throws Exception {
    int port = open(0);
    HttpRequest post =
        HttpRequest.newBuilder(uri(port, "/metrics"))
            .method(HttpMethod.DELETE.name(), HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = client.send(post, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @Test
  void keepsHealthAndMetricsToTheirOwnPort() throws Exception {
    meter.gauge("sealmesh_test", "Something.", () -> 7);
    int opsPort;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      opsPort = free.getLocalPort();
    }
    int port = open(opsPort);
    assertThat(get(port, "/metrics").body()).isEqualTo("role /metrics");
    assertThat(get(opsPort, "/metrics").body()).contains("sealmesh_test 7.0");
    assertThat(get(opsPort, "/").statusCode()).isEqualTo(404);
  }

  @Test
  void saysWhichAddressIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> open("127.0.0.1", port, 0))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + port);
      assertThatThrownBy(() -> open("127.0.0.1", 0, port))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + port);
    }
  }

  @Test
  void saysWhichAddressIsNotOfThisMachine() {
    assertThatThrownBy(() -> open("192.0.2.1", 0, 0))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("192.0.2.1");
  }

  private int open(int opsPort) {
    return open("127.0.0.1", 0, opsPort);
  }

  private int open(String host, int port, int opsPort) {
    VertxBus bus = new VertxBus(vertx, Duration.ofSeconds(5), 100);
    OpsConfig ops = new OpsConfig("127.0.0.1", opsPort);
    NodeId node = new NodeId("test");
    var started = new VertxStart.Started(vertx, Members.alone(node), Optional.empty(), () -> {});
    Site site = new Site(node, 2, ops, started, bus, clock, health, meter);
    HttpConfig config = new HttpConfig(host, port, 16, 4096, Duration.ofSeconds(30));
    return site.openOps()
        .compose(open ->
            Front.open(
                site,
                config,
                new HttpServerOptions(),
                request -> request.response().end("role " + request.path())))
        .await();
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(port, path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
