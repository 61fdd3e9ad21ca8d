package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.http.UpgradeRejectedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.frame.FrameFormat;

/// How many sockets one address may have, whatever the transport, and whom the relay believes about
/// where a browser is.
@Tag("long")
class AddressLimitTest {
  private static final int TOO_MANY = 429;
  private static final String FULL = "sealmesh_relay_addresses_full";
  private static final String SOCKETS = "sealmesh_relay_sockets";

  private final HttpClient http = HttpClient.newHttpClient();
  private TestNode node = behind(Set.of("127.0.0.0/8"));

  private static TestNode behind(Set<String> trustedProxies) {
    return new TestNode(TestConfig.perAddress(2, trustedProxies), 2);
  }

  @AfterEach
  void close() {
    http.close();
    node.close();
  }

  @Test
  void refusesAThirdSocketOfOneAddressAndNobodyElse() {
    TestBrowser first = TestNode.await(from("198.51.100.1"));
    TestNode.await(from("198.51.100.1"));
    assertRefused(from("198.51.100.1"));
    TestNode.await(from("198.51.100.2"));
    assertThat(node.meter.value(FULL)).isOne();
    TestNode.await(first.socket().close());
    // The relay hears of a close after the browser does.
    long deadline = System.nanoTime() + TestNode.PATIENCE.toNanos();
    while (node.meter.value(SOCKETS) > 2) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    TestNode.await(from("198.51.100.1"));
  }

  @Test
  void countsSessionsOfSockJsAndSocketsTogether() throws Exception {
    TestNode.await(from("198.51.100.1"));
    assertThat(poll("198.51.100.1", "a")).isEqualTo(200);
    assertThat(poll("198.51.100.1", "b")).isEqualTo(TOO_MANY);
    assertThat(poll("198.51.100.2", "c")).isEqualTo(200);
    assertRefused(from("198.51.100.1"));
    // A session that is there asks as often as it likes.
    assertThat(http.sendAsync(request("198.51.100.1", "a"), HttpResponse.BodyHandlers.ofString()))
        .isNotCompletedExceptionally();
  }

  @Test
  void takesNoSeatForWhatIsNoSocket() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(http.send(plain(), HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(400);
    }
    TestNode.await(from("198.51.100.1"));
    TestNode.await(from("198.51.100.1"));
  }

  @Test
  void believesNobodyWhoIsNoProxy() {
    node.close();
    node = behind(Set.of());
    TestNode.await(from("198.51.100.1"));
    TestNode.await(from("198.51.100.2"));
    assertRefused(from("198.51.100.3"));
  }

  private Future<TestBrowser> from(String address) {
    return node.connect(asked ->
        asked.addSubProtocol(FrameFormat.JSON.subprotocol()).putHeader("X-Forwarded-For", address));
  }

  private static void assertRefused(Future<TestBrowser> browser) {
    assertThatThrownBy(() -> TestNode.await(browser))
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(TOO_MANY));
  }

  private int poll(String address, String session) throws IOException, InterruptedException {
    return http.send(request(address, session), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private HttpRequest request(String address, String session) {
    return HttpRequest.newBuilder(uri("/sockjs/000/" + session.repeat(24) + "/xhr"))
        .header("X-Forwarded-For", address)
        .POST(HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private HttpRequest plain() {
    return HttpRequest.newBuilder(uri("/socket")).header("X-Forwarded-For", "198.51.100.1").build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + node.port() + path);
  }
}
