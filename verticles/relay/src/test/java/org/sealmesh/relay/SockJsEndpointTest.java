package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.frame.ServerFrame;

/// Which requests SockJS answers, and how; and what a browser costs that asks and does not read.
@Tag("long")
class SockJsEndpointTest {
  private static final String ID = "0123456789abcdefghijkl";
  private static final String SOCKETS = "sealmesh_relay_sockets";
  private static final String TOO_SLOW = "sealmesh_relay_closed_too_slow";

  private final TestNode node =
      new TestNode(
          TestConfig.with(RelayConfig.Writer.BATCH, Duration.ZERO, "https://chat.example"),
          2,
          new HttpServerOptions().setSendBufferSize(16 * 1024));
  private final TestOrigin origin = node.origin;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    client.close();
    node.close();
  }

  @Test
  void servesWhatTheTransportsNeedAndNothingElse() throws Exception {
    for (String path :
        List.of(
            "/sockjs",
            "/sockjs/",
            "/sockjs/iframe.html",
            "/sockjs/iframe-1.6.1.html",
            "/sockjs/websocket",
            "/sockjs/chunking_test",
            "/sockjs/000/" + ID + "/jsonp?c=alert",
            "/sockjs/000/" + ID + "/jsonp_send",
            "/sockjs/000/" + ID + "/htmlfile?c=alert",
            "/sockjs/000/" + ID + "/xdr",
            "/sockjs/000/short/xhr",
            "/sockjs/000/" + ID.substring(1) + "/xhr",
            "/sockjs/0.0/" + ID + "/xhr",
            "/sockjs/000/" + ID + "x".repeat(50) + "/xhr",
            "/sockjs/000/../000/" + ID + "/xhr/")) {
      for (String method : List.of("GET", "POST")) {
        assertThat(ask(method, path).statusCode()).as(method + " " + path).isEqualTo(404);
      }
    }
    for (String path : List.of("/xhr", "/xhr_streaming", "/xhr_send")) {
      assertThat(ask("GET", "/sockjs/000/" + ID + path).statusCode()).as(path).isEqualTo(405);
    }
    assertThat(ask("POST", "/sockjs/000/" + ID + "/eventsource").statusCode()).isEqualTo(405);
    assertThat(ask("GET", "/sockjs/000/" + ID + "/websocket").statusCode()).isEqualTo(400);
    assertThat(ask("POST", "/sockjs/000/" + ID + "/xhr_send").statusCode()).isEqualTo(404);
    assertThat(node.meter.value(SOCKETS)).isZero();
  }

  @Test
  void saysWhatItOffersWithoutACookie() throws Exception {
    HttpResponse<String> info = ask("GET", "/sockjs/info", "Origin", "https://chat.example");
    assertThat(info.statusCode()).isEqualTo(200);
    assertThat(info.body()).contains("\"websocket\":true").contains("\"cookie_needed\":false");
    assertThat(info.headers().map())
        .containsEntry("access-control-allow-origin", List.of("https://chat.example"))
        .containsEntry("access-control-allow-credentials", List.of("true"))
        .containsEntry("vary", List.of("origin"))
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .doesNotContainKey("set-cookie");
    HttpResponse<String> cookie = ask("POST", path("xhr"), "Cookie", "JSESSIONID=stolen");
    assertThat(cookie.body()).isEqualTo("o\n");
    assertThat(cookie.headers().map())
        .containsEntry("content-type", List.of("text/plain; charset=UTF-8"))
        .doesNotContainKey("set-cookie");
  }

  @Test
  void refusesForeignPages() throws Exception {
    for (String path :
        List.of("/sockjs/info", path("xhr"), path("eventsource"), path("xhr_send"))) {
      String method = path.endsWith("info") || path.endsWith("source") ? "GET" : "POST";
      assertThat(ask(method, path, "Origin", "https://evil.example").statusCode()).isEqualTo(403);
      // An image, say, for which there is no Origin.
      assertThat(ask(method, path, "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    }
    assertThat(ask("GET", "/sockjs/info", "Sec-Fetch-Site", "same-origin").statusCode())
        .isEqualTo(200);
    assertThat(node.meter.value(SOCKETS)).isZero();
  }

  @Test
  void letsNobodyInWhenTheNodeLeaves() throws Exception {
    TestNode.await(node.leave());
    assertThat(ask("GET", "/sockjs/info").statusCode()).isEqualTo(503);
    assertThat(ask("POST", path("xhr")).statusCode()).isEqualTo(503);
    assertThat(node.meter.value(SOCKETS)).isZero();
  }

  @Test
  void letsOneRequestListenAtATime() throws Exception {
    assertThat(ask("POST", path("xhr")).body()).isEqualTo("o\n");
    var first = client.sendAsync(request("POST", path("xhr")), text());
    var second = client.sendAsync(request("POST", path("xhr")), text());
    // Either may come first; the other one is told.
    Object told = CompletableFuture.anyOf(first, second).get();
    assertThat(((HttpResponse<?>) told).body())
        .isEqualTo("c[2010,\"Another connection still open\"]\n");
  }

  @Test
  void refusesNewSessionsWhenTheRelayHasStopped() throws Exception {
    node.stopRelay();
    assertThat(ask("POST", path("xhr")).statusCode()).isEqualTo(503);
    assertThat(ask("GET", path("eventsource")).statusCode()).isEqualTo(503);
  }

  @Test
  void cutsAStalledReaderAndKeepsServingTheOthers() throws Exception {
    RoutingId anna = origin.rid();
    RoutingId ben = origin.rid();
    TestBrowser reader = node.welcomed(origin.ticket(ben));
    try (Socket stalled = new Socket()) {
      stalled.setReceiveBufferSize(4 * 1024);
      stalled.setSoTimeout((int) TestNode.PATIENCE.toMillis());
      stalled.connect(new InetSocketAddress("127.0.0.1", node.port()));
      stalled.getOutputStream().write(listening());
      until(stalled.getInputStream(), "o\n");
      ClientFrame hello = new ClientFrame.Hello(origin.sign(origin.ticket(anna)));
      assertThat(say(hello)).isEqualTo(204);
      until(stalled.getInputStream(), "welcome");
      for (int i = 1; node.meter.value(TOO_SLOW) == 0 || node.meter.value(SOCKETS) > 1; i++) {
        assertThat(i).as("envelopes of 40 KB").isLessThan(100_000);
        Envelope envelope = origin.envelope(ben, i, 40_000);
        node.fanOut(new RouterMessage.FanOut(List.of(anna, ben), envelope));
        assertThat(reader.next()).isEqualTo(new ServerFrame.Event(envelope));
      }
    }
  }

  private byte[] listening() {
    // A streamed answer ends after 128 KiB, and a browser that never asks again is absent. So this
    // one must stall before: the buffers of the system are smaller than that.
    String request =
        "POST " + path("xhr_streaming") + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  private static void until(InputStream in, String word) throws IOException {
    StringBuilder heard = new StringBuilder();
    while (heard.indexOf(word) < 0) {
      int next = in.read();
      assertThat(next).isNotNegative();
      heard.append((char) next);
    }
  }

  private int say(ClientFrame frame) throws Exception {
    String text = new String(FrameFormat.JSON.write(frame), StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(uri(path("xhr_send")))
            .POST(HttpRequest.BodyPublishers.ofString("[\"" + text.replace("\"", "\\\"") + "\"]"))
            .build();
    return client.send(request, text()).statusCode();
  }

  private static String path(String end) {
    return "/sockjs/000/" + ID + "/" + end;
  }

  private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
    return client.send(request(method, path, headers), text());
  }

  private HttpRequest request(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + node.port() + path);
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }
}
