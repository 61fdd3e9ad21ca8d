package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.node.ProcessSettings.clustered;
import static org.sealmesh.node.ProcessSettings.freePort;
import static org.sealmesh.node.ProcessSettings.signer;
import static org.sealmesh.node.ProcessSettings.uplinkServer;
import static org.sealmesh.node.ProcessSettings.uplinkTls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    originSettings.putAll(uplinkTls(authority.issue("origin")));
    Map<String, String> relaySettings = new HashMap<>();
    relaySettings.put("SEALMESH_HTTP_PORT", "0");
    relaySettings.put("SEALMESH_ORIGIN_SIGNERS", signer());
    relaySettings.putAll(uplinkServer("eu", uplinkPort));
    int memberPort = freePort();
    relaySettings.putAll(clustered(memberPort, "127.0.0.1:" + memberPort));
    relaySettings.putAll(uplinkTls(authority.issue("relay")));
    Set<String> exported = new TreeSet<>(OF_PROMETHEUS);
    try (NodeProcess origin = NodeProcess.allRoles(folder.resolve("data"), originSettings);
        NodeProcess relay = NodeProcess.relay(relaySettings)) {
      exported.addAll(MetricNames.exportedBy(origin.get("/metrics").body()));
      exported.addAll(MetricNames.exportedBy(relay.get("/metrics").body()));
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
}
