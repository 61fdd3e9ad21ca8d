package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.relay.TestAuthority;

/// Whether what an operator is given asks for what processes export, and lists all of it.
@Tag("process")
class MonitoringProcessTest {
  /// Of the scrape itself.
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  private static final Pattern SUFFIX = Pattern.compile("_(bucket|count|sum|max)$");

  @TempDir Path folder;

  @Test
  void asksForWhatThereIsAndListsAllOfIt() throws Exception {
    TestAuthority authority = new TestAuthority(Files.createDirectory(folder.resolve("tls")));
    int uplinkPort = freePort();
    Map<String, String> originSettings = new HashMap<>();
    originSettings.put("SEALMESH_UPLINK_RELAYS", "eu=wss://127.0.0.1:" + uplinkPort);
    originSettings.put("SEALMESH_GATEWAY_RELAYS", "ws://127.0.0.1:1/socket");
    tls(originSettings, authority.issue("origin"));
    Map<String, String> relaySettings = new HashMap<>();
    relaySettings.put("SEALMESH_HTTP_PORT", "0");
    relaySettings.put("SEALMESH_ORIGIN_SIGNERS", signer());
    relaySettings.put("SEALMESH_UPLINK_MESH", "eu");
    relaySettings.put("SEALMESH_UPLINK_PORT", Integer.toString(uplinkPort));
    int memberPort = freePort();
    relaySettings.put("SEALMESH_CLUSTER_ENABLED", "true");
    relaySettings.put("SEALMESH_CLUSTER_MEMBER_PORT", Integer.toString(memberPort));
    relaySettings.put("SEALMESH_CLUSTER_SEEDS", "127.0.0.1:" + memberPort);
    tls(relaySettings, authority.issue("relay"));
    Set<String> exported = new TreeSet<>(OF_PROMETHEUS);
    try (HttpClient client = HttpClient.newHttpClient();
        NodeProcess origin = NodeProcess.allRoles(folder.resolve("data"), originSettings);
        NodeProcess relay = NodeProcess.relay(relaySettings)) {
      exported.addAll(MetricNames.exportedBy(metrics(client, origin.awaitReady())));
      exported.addAll(MetricNames.exportedBy(metrics(client, relay.awaitReady())));
    }
    Set<String> unknown = new TreeSet<>(MonitoringFiles.asked());
    unknown.removeAll(exported);
    assertThat(unknown).as("asked for and exported by nobody").isEmpty();
    listsAll(exported);
  }

  private static void listsAll(Set<String> exported) throws IOException {
    Set<Pattern> listed = MonitoringFiles.listed();
    Set<String> ours = new TreeSet<>();
    for (String name : exported) {
      if (name.startsWith("sealmesh_")) {
        ours.add(SUFFIX.matcher(name).replaceFirst(""));
      }
    }
    // Ends with what is a suffix elsewhere.
    ours.remove("sealmesh_relay_sockets_max");
    assertThat(ours)
        .as("exported and listed nowhere")
        .allSatisfy(
            name -> assertThat(listed).anyMatch(pattern -> pattern.matcher(name).matches()));
    assertThat(listed)
        .as("listed and exported by nobody")
        .allSatisfy(pattern ->
            assertThat(exported)
                .anyMatch(name ->
                    pattern.matcher(name).matches()
                        || pattern.matcher(SUFFIX.matcher(name).replaceFirst("")).matches()));
  }

  private static String metrics(HttpClient client, URI ready) throws Exception {
    URI page = URI.create("http://127.0.0.1:" + ready.getPort() + "/metrics");
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static void tls(Map<String, String> settings, UplinkTls files) {
    settings.put("SEALMESH_UPLINK_TLS_CERTIFICATE", files.certificate().toString());
    settings.put("SEALMESH_UPLINK_TLS_KEY", files.key().toString());
    settings.put("SEALMESH_UPLINK_TLS_AUTHORITY", files.authority().toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
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
