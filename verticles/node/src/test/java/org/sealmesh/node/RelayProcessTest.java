package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.node.ProcessSettings.signer;

import java.nio.file.Files;
import java.nio.file.Path;
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
    try (NodeProcess relay = NodeProcess.relay(settings)) {
      assertThat(relay.awaitReady().getPath()).isEqualTo("/socket");
      assertThat(relay.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(relay.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(relay.get("/socket").statusCode()).isEqualTo(400);
      for (String path : List.of("/", "/index.html", "/api/v1/site", "/sockets")) {
        assertThat(relay.get(path).statusCode()).as(path).isEqualTo(404);
      }
      relay.assertEndsInOrder();
    }
  }

  @Test
  void mustKnowWhoseTicketsItLetsIn() throws Exception {
    NodeProcess.assertRelayRefuses(Map.of(), "origin.signers is empty");
    NodeProcess.assertRelayRefuses(
        Map.of("SEALMESH_ORIGIN_SIGNERS", "AAAA"), "origin: signers must be Ed25519");
    NodeProcess.assertRelayRefuses(
        Map.of("SEALMESH_GATEWAY_PORT", "1"), "unknown environment variable");
  }

  @Test
  void hasNothingOfTheOriginOnItsClassPath() throws Exception {
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .anyMatch(jar -> jar.startsWith("sealmesh-relay-"))
          .noneMatch(jar ->
              jar.matches(
                  "sealmesh-(origin|crypto|persistence|outbox|privacy|gateway|uplink|node)-.*"
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
}
