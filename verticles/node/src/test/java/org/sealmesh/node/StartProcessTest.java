package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the finished process starts, refuses to start, and stops.
@Tag("process")
class StartProcessTest {
  @TempDir Path folder;

  @Test
  void servesHealthAndMetricsUntilItIsToldToStop() throws Exception {
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
      HttpResponse<String> readiness = node.get("/health/ready");
      assertThat(readiness.statusCode()).as(readiness.body()).isEqualTo(200);
      assertThat(node.get("/metrics").body()).contains("jvm_memory_used_bytes");
      node.assertEndsInOrder();
    }
  }

  @Test
  void startsAgainOnTheStateItLeft() throws Exception {
    for (int round = 0; round < 2; round++) {
      try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
        node.awaitReady();
        node.terminate();
        assertThat(node.awaitExit()).isZero();
      }
    }
  }

  @Test
  void startsAgainAfterItWasKilled() throws Exception {
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      node.awaitReady();
      node.kill();
    }
    try (NodeProcess node = NodeProcess.allRoles(folder, Map.of())) {
      node.awaitReady();
    }
  }

  @Test
  void namesABusyPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      refuses(folder, Map.of("SEALMESH_GATEWAY_PORT", port), port);
    }
  }

  @Test
  void namesADataFolderThatCannotBeWritten() throws Exception {
    refuses(Path.of("/proc/sealmesh"), Map.of(), "/proc/sealmesh");
  }

  @Test
  void namesADataFolderInUse() throws Exception {
    try (NodeProcess first = NodeProcess.allRoles(folder, Map.of())) {
      first.awaitReady();
      refuses(folder, Map.of(), "in use by another process");
    }
  }

  @Test
  void namesWhatIsWrongInTheConfiguration() throws Exception {
    Path file = Files.writeString(folder.resolve("sealmesh.yaml"), "gateway:\n  prot: 8080\n");
    refuses(
        folder.resolve("data"),
        Map.of("SEALMESH_CONFIG", file.toString()),
        "unknown key gateway.prot; the nearest known one is port");
    Files.writeString(file, "gateway: [\n");
    refuses(folder.resolve("data"), Map.of("SEALMESH_CONFIG", file.toString()), "not valid YAML");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  private static void refuses(Path data, Map<String, String> settings, String reason)
      throws InterruptedException {
    try (NodeProcess node = NodeProcess.allRoles(data, settings)) {
      node.assertRefusesToStart(reason);
    }
  }
}
