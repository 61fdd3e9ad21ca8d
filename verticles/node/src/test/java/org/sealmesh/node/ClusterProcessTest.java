package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.node.ProcessSettings.clustered;
import static org.sealmesh.node.ProcessSettings.freePort;
import static org.sealmesh.node.ProcessSettings.signer;

import java.net.http.HttpResponse;
import java.nio.file.Path;
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
    try (NodeProcess first = NodeProcess.relay(relay(one, seeds));
        // The same settings, but for the zone that it stands in.
        NodeProcess origin = NodeProcess.allRoles(data, clustered(site, seeds))) {
      first.awaitReady();
      assertThat(members(origin)).isEqualTo(1);
      try (NodeProcess second = NodeProcess.relay(relay(two, seeds))) {
        assertThat(members(second)).isEqualTo(2);
        awaitMembers(first, 2);
        assertThat(second.get("/health/ready").body()).contains("cluster");
        second.assertEndsInOrder();
      }
      awaitMembers(first, 1);
    }
  }

  @Test
  void saysWhatIsWrongWithTheSection() throws Exception {
    Map<String, String> outside = new HashMap<>(relay(freePort(), "10.0.0.1"));
    outside.put("SEALMESH_CLUSTER_BUS_HOST", "10.0.0.1");
    NodeProcess.assertRelayRefuses(outside, "tls.certificate");
    NodeProcess.assertRelayRefuses(relay(freePort(), ""), "seeds");
  }

  private static Map<String, String> relay(int port, String seeds) throws Exception {
    Map<String, String> settings = new HashMap<>(clustered(port, seeds));
    settings.put("SEALMESH_HTTP_PORT", "0");
    settings.put("SEALMESH_ORIGIN_SIGNERS", signer());
    return settings;
  }

  /// Left in order, so that nobody has to wait for its silence; but the news takes its way.
  private static void awaitMembers(NodeProcess process, int expected) throws Exception {
    process.awaitAnswer("/metrics", answer -> members(answer) == expected);
  }

  private static int members(NodeProcess process) throws Exception {
    return members(process.get("/metrics"));
  }

  private static int members(HttpResponse<String> metrics) {
    return metrics
        .body()
        .lines()
        .filter(line -> line.startsWith("sealmesh_cluster_members "))
        .map(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
