package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Finished processes with the section `cluster`.
@Tag("process")
class ClusterProcessTest {
  @Test
  void relaysShareACluster(@TempDir Path data) throws Exception {
    int one = freePort();
    int two = freePort();
    int site = freePort();
    String seeds = "127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d".formatted(one, two, site);
    try (HttpClient client = HttpClient.newHttpClient();
        NodeProcess first = NodeProcess.relay(relay(one, seeds));
        // The same settings, but for the zone that it stands in.
        NodeProcess origin = NodeProcess.allRoles(data, clustered(site, seeds))) {
      URI firstSite = http(first.awaitReady());
      assertThat(members(client, http(origin.awaitReady()))).isEqualTo(1);
      try (NodeProcess second = NodeProcess.relay(relay(two, seeds))) {
        URI secondSite = http(second.awaitReady());
        assertThat(members(client, secondSite)).isEqualTo(2);
        awaitMembers(client, firstSite, 2);
        assertThat(get(client, secondSite, "/health/ready")).contains("cluster");
        second.terminate();
        assertThat(second.awaitExit()).isZero();
        assertThat(second.errors()).doesNotContain("ERROR").doesNotContain("WARN");
      }
      awaitMembers(client, firstSite, 1);
    }
  }

  @Test
  void saysWhatIsWrongWithTheSection() throws Exception {
    Map<String, String> outside = new HashMap<>(relay(freePort(), "10.0.0.1"));
    outside.put("SEALMESH_CLUSTER_BUS_HOST", "10.0.0.1");
    refuses(outside, "tls.certificate");
    refuses(relay(freePort(), ""), "seeds");
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

  private static Map<String, String> relay(int port, String seeds) throws Exception {
    Map<String, String> settings = new HashMap<>(clustered(port, seeds));
    settings.put("SEALMESH_HTTP_PORT", "0");
    settings.put("SEALMESH_ORIGIN_SIGNERS", signer());
    return settings;
  }

  private static Map<String, String> clustered(int port, String seeds) {
    return Map.of(
        "SEALMESH_CLUSTER_ENABLED",
        "true",
        "SEALMESH_CLUSTER_MEMBER_PORT",
        String.valueOf(port),
        "SEALMESH_CLUSTER_SEEDS",
        seeds);
  }

  /// Left in order, so that nobody has to wait for its silence; but the news takes its way.
  private static void awaitMembers(HttpClient client, URI site, int expected) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (members(client, site) != expected) {
      assertThat(System.nanoTime()).as("members").isLessThan(deadline);
    }
  }

  private static int members(HttpClient client, URI site) throws Exception {
    return get(client, site, "/metrics")
        .lines()
        .filter(line -> line.startsWith("sealmesh_cluster_members "))
        .map(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static String get(HttpClient client, URI site, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(site.resolve(path)).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static URI http(URI ready) {
    return URI.create("http://127.0.0.1:" + ready.getPort());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// The last 32 bytes of an encoded Ed25519 key are the key.
  private static String signer() throws Exception {
    byte[] encoded =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
    byte[] key = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }
}
