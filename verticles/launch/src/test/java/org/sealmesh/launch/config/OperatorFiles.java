package org.sealmesh.launch.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sealmesh.cluster.ClusterConfig;
import org.sealmesh.launch.ProcessConfig;

/// The files that operators copy for one program, as a test of that program's module finds them.
public final class OperatorFiles {
  /// All of them.
  public static final Path FOLDER = Path.of("../../cluster-config");

  private final String manifest;
  private final String unit;

  /// @param manifest Kubernetes's, below [#FOLDER]
  /// @param unit systemd's, below [#FOLDER]
  public OperatorFiles(String manifest, String unit) {
    this.manifest = manifest;
    this.unit = unit;
  }

  /// The manifest's first document of a kind.
  public JsonNode document(String kind) throws IOException {
    try (var all =
        new ObjectMapper()
            .readerFor(JsonNode.class)
            .<JsonNode>readValues(
                new YAMLFactory().createParser(FOLDER.resolve(manifest).toFile()))) {
      return all.readAll().stream()
          .filter(document -> document.path("kind").asText().equals(kind))
          .findFirst()
          .orElseThrow();
    }
  }

  /// Whoever starts and stops the process must wait longer than an orderly stop may take.
  ///
  /// @param workload the kind of the manifest's document that has the pod
  public void assertNobodyCutsAnOrderlyStopOff(String workload) throws IOException {
    long stop =
        ProcessConfig.defaults().stopTimeout().multipliedBy(2).toSeconds()
            + ClusterConfig.defaults().times().leaveMax().toSeconds();
    JsonNode pod = document(workload).at("/spec/template/spec");
    long preStop = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asLong();
    assertThat(pod.get("terminationGracePeriodSeconds").asLong()).isGreaterThan(preStop + stop);
    assertThat(stopSeconds(Files.readString(FOLDER.resolve(unit)))).isGreaterThan(stop);
  }

  private static long stopSeconds(String unit) {
    return unit.lines()
        .filter(line -> line.startsWith("TimeoutStopSec="))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
