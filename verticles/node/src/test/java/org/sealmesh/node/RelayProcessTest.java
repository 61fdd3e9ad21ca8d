package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The finished relay-only process.
@Tag("process")
class RelayProcessTest {
  private static final Path LIBRARIES = Path.of("../relay-node/target/dist/sealmesh-relay/lib");

  @Test
  void servesSocketsHealthAndMetricsAndNoPage() throws Exception {
    var settings = Map.of("SEALMESH_ORIGIN_SIGNERS", signer(), "SEALMESH_HTTP_PORT", "0");
    try (NodeProcess relay = NodeProcess.relay(settings);
        HttpClient client = HttpClient.newHttpClient()) {
      URI socket = relay.awaitReady();
      assertThat(socket.getPath()).isEqualTo("/socket");
      URI site = URI.create("http://127.0.0.1:" + socket.getPort());
      assertThat(status(client, site, "/health/ready")).isEqualTo(200);
      assertThat(status(client, site, "/metrics")).isEqualTo(200);
      assertThat(status(client, site, "/socket")).isEqualTo(400);
      for (String path : List.of("/", "/index.html", "/api/v1/site", "/sockets")) {
        assertThat(status(client, site, path)).as(path).isEqualTo(404);
      }
      relay.terminate();
      assertThat(relay.awaitExit()).isZero();
      assertThat(relay.errors()).doesNotContain("ERROR").doesNotContain("WARN");
    }
  }

  @Test
  void mustKnowWhoseTicketsItLetsIn() throws Exception {
    refuses(Map.of(), "origin.signers is empty");
    refuses(Map.of("SEALMESH_ORIGIN_SIGNERS", "AAAA"), "origin: signers must be Ed25519");
    refuses(Map.of("SEALMESH_GATEWAY_PORT", "1"), "unknown environment variable");
  }

  @Test
  void hasNothingOfTheOriginOnItsClassPath() throws Exception {
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .anyMatch(jar -> jar.startsWith("sealmesh-relay-"))
          .noneMatch(jar ->
              jar.matches(
                  "sealmesh-(origin|crypto|persistence|outbox|gateway|uplink|node)-.*"
                      + "|.*(h2|jdbc|mysql|mariadb|flyway|sql|vertx-web|openapi).*"));
    }
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      for (Path jar : jars.toList()) {
        try (var file = new java.util.jar.JarFile(jar.toFile())) {
          assertThat(file.stream().map(java.util.zip.ZipEntry::getName))
              .as(jar.toString())
              .noneMatch(name -> name.startsWith("org/sealmesh/origin/"));
        }
      }
    }
  }

  private static void refuses(Map<String, String> settings, String reason)
      throws InterruptedException {
    try (NodeProcess relay = NodeProcess.relay(settings)) {
      assertThat(relay.awaitExit()).isEqualTo(1);
      assertThat(relay.errors())
          .startsWith("sealmesh cannot start: ")
          .contains(reason)
          .hasLineCount(1);
    }
  }

  private static int status(HttpClient client, URI site, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(site.resolve(path)).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /// The last 32 bytes of an encoded Ed25519 key are the key.
  private static String signer() throws Exception {
    byte[] encoded =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
    byte[] key = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }
}
