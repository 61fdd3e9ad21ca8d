package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.node.ProcessSettings.freePort;
import static org.sealmesh.node.ProcessSettings.uplinkServer;
import static org.sealmesh.node.ProcessSettings.uplinkTls;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.relay.TestAuthority;

/// An origin and a relay in processes of their own, with nothing between them but the uplink.
@Tag("process")
class UplinkProcessTest {
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
    RunningSite.await(vertx.close());
  }

  @Test
  void bringsWhatIsPostedAtTheOriginToTheSocketsOfTheRelay() throws Exception {
    TestAuthority authority = new TestAuthority(Files.createDirectory(folder.resolve("tls")));
    UplinkTls originTls = authority.issue("origin");
    UplinkTls relayTls = authority.issue("relay");
    int socketPort = freePort();
    int uplinkPort = freePort();
    Map<String, String> settings = new HashMap<>();
    settings.put("SEALMESH_UPLINK_RELAYS", "eu=wss://127.0.0.1:" + uplinkPort);
    settings.put("SEALMESH_GATEWAY_RELAYS", "ws://127.0.0.1:" + socketPort + "/socket");
    settings.put("SEALMESH_GATEWAY_ADMINISTRATORS", "ada");
    // Whoever waits for the next beacon asks often.
    settings.put("SEALMESH_GATEWAY_LIMITS_READS_BURST", "1000000");
    settings.putAll(uplinkTls(originTls));
    Path data = folder.resolve("data");
    try (NodeProcess origin = NodeProcess.allRoles(data, settings)) {
      URI site = origin.awaitReady();
      Visitor ada = visitor(site).register("ada");
      Visitor ben = visitor(site).register("ben");
      Map<String, String> relaySettings = new HashMap<>();
      relaySettings.put("SEALMESH_PROCESS_ID", "relay-1");
      relaySettings.put("SEALMESH_HTTP_PORT", Integer.toString(socketPort));
      relaySettings.put("SEALMESH_ORIGIN_SIGNERS", signer(ada));
      relaySettings.putAll(uplinkServer("eu", uplinkPort));
      relaySettings.putAll(uplinkTls(relayTls));
      try (NodeProcess relay = NodeProcess.relay(relaySettings)) {
        awaitStatus(relay, 200);
        ada.connect();
        ben.connect();
        String talk =
            ada.post("/conversations", Visitor.body().put("kind", "direct").put("member", ben.id()))
                .expect(201)
                .json()
                .getString("id");
        ada.send(talk, "Across the uplink").expect(201);
        for (Visitor reader : new Visitor[] {ada, ben}) {
          // That the conversation was made, and the message in it.
          assertThat(reader.frame("event").getString("data")).isNotEmpty();
          assertThat(reader.frame("event").getString("data")).isNotEmpty();
        }
        awaitReport(ada, 2);
        ben.get("/admin/overview").expect(403);
        origin.kill();
        ada.frame("detached");
        ben.frame("detached");
        // It may be as bad everywhere.
        awaitStatus(relay, 200);
        try (NodeProcess again = NodeProcess.allRoles(data, settings)) {
          again.awaitReady();
          ada.frame("resync");
          ben.frame("resync");
        }
      }
    }
  }

  /// What the relay says of itself comes with its next answer to a beacon.
  private static void awaitReport(Visitor administrator, int sockets) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    JsonObject reported = new JsonObject();
    while (reported.getInteger("sockets", 0) != sockets || reported.getInteger("deliveries") < 4) {
      assertThat(System.nanoTime()).as("reported: %s", reported).isLessThan(deadline);
      JsonObject mesh =
          administrator.get("/admin/overview").expect(200).json().getJsonObject("mesh");
      assertThat(mesh.getJsonArray("nodes")).isEmpty();
      JsonObject link = mesh.getJsonArray("links").getJsonObject(0);
      assertThat(link.getString("mesh")).isEqualTo("eu");
      reported = link.getJsonObject("reported", new JsonObject());
    }
    assertThat(reported.getString("node")).isEqualTo("relay-1");
    assertThat(reported.getInteger("members")).isOne();
  }

  @Test
  void aRelayIsNotReadyBeforeItHasHeardOfAnOrigin() throws Exception {
    TestAuthority authority = new TestAuthority(Files.createDirectory(folder.resolve("tls")));
    Map<String, String> settings = new HashMap<>(uplinkTls(authority.issue("relay")));
    settings.putAll(uplinkServer("eu", freePort()));
    settings.put("SEALMESH_ORIGIN_SIGNERS", ProcessSettings.signer());
    settings.put("SEALMESH_HTTP_PORT", "0");
    try (NodeProcess relay = NodeProcess.relay(settings)) {
      awaitStatus(relay, 503);
      assertThat(relay.get("/health/ready").body()).contains("\"origin\":\"not-ready\"");
    }
  }

  private static void awaitStatus(NodeProcess process, int status) throws InterruptedException {
    process.awaitAnswer("/health/ready", answer -> answer.statusCode() == status);
  }

  @Test
  void refusesToHandOutASocketThatItDoesNotHave() throws Exception {
    Map<String, String> settings = Map.of("SEALMESH_UPLINK_RELAYS", "eu=wss://127.0.0.1:1");
    try (NodeProcess origin = NodeProcess.allRoles(folder.resolve("data"), settings)) {
      origin.assertRefusesToStart("gateway.relays must name");
    }
  }

  private Visitor visitor(URI site) {
    return new Visitor(http, vertx.createWebSocketClient(), site.getPort());
  }

  private static String signer(Visitor visitor) {
    JsonObject signer = visitor.session().getJsonArray("signers").getJsonObject(0);
    return signer.getString("key");
  }
}
