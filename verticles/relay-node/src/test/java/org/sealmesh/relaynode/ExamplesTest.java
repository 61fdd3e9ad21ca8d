package org.sealmesh.relaynode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.cluster.ClusterConfig;
import org.sealmesh.launch.HttpConfig;
import org.sealmesh.launch.OpsConfig;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.config.OperatorFiles;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.uplink.UplinkServerConfig;

/// The files that operators copy are read by the very code that will read the copies.
class ExamplesTest {
  private static final OperatorFiles FILES =
      new OperatorFiles("kubernetes/20-relay.yaml", "systemd/sealmesh-relay.service");

  @TempDir Path folder;

  /// What a start reads, besides what the roles keep to themselves.
  private record Example(
      ClusterConfig cluster,
      UplinkServerConfig uplink,
      RelayConfig relay,
      HttpConfig http,
      RelayNodeConfig origin) {
    static Example read(Path file, Map<String, String> environment) {
      Settings settings = Settings.load(Optional.of(file), environment);
      ProcessConfig process = settings.section("process", ProcessConfig.defaults());
      new RelayOnly().configure(process, settings);
      settings.section("ops", OpsConfig.defaults());
      settings.refuseUnknown();
      return new Example(
          settings.section("cluster", ClusterConfig.defaults()),
          settings.section("uplink", UplinkServerConfig.DEFAULTS),
          settings.section("relay", RelayConfig.DEFAULTS),
          settings.section("http", HttpConfig.defaults()),
          settings.section("origin", RelayNodeConfig.defaults()));
    }
  }

  private static List<Example> relays() {
    return IntStream.rangeClosed(1, 3)
        .mapToObj(n ->
            Example.read(OperatorFiles.FOLDER.resolve("examples/relay-" + n + ".yml"), Map.of()))
        .toList();
  }

  @Test
  void threeRelaysMakeOneMesh() {
    List<Example> relays = relays();
    assertThat(relays).extracting(r -> r.cluster().name()).containsOnly("example-eu");
    assertThat(relays).extracting(r -> r.uplink().mesh()).containsOnly("eu");
    List<String> members =
        relays.stream()
            .map(Example::cluster)
            .map(c -> c.member().host() + ":" + c.member().port())
            .toList();
    assertThat(members).doesNotHaveDuplicates();
    assertThat(relays).allSatisfy(r -> assertThat(r.cluster().seeds()).isEqualTo(members));
  }

  @Test
  void eachIsClosedToStrangers() {
    assertThat(relays())
        .allSatisfy(relay -> {
          assertThat(relay.cluster().enabled()).isTrue();
          assertThat(relay.cluster().tls().key()).isPresent();
          assertThat(relay.cluster().bus().port()).as("a port for the firewall").isPositive();
          assertThat(relay.cluster().tls().authority().orElseThrow())
              .as("an authority of its own")
              .isNotEqualTo(relay.uplink().tls().authority());
          assertThat(relay.relay().origins()).containsExactly("https://chat.example");
          assertThat(relay.relay().trustedProxies()).isNotEmpty();
          assertThat(relay.origin().signers()).hasSize(1);
        });
  }

  @Test
  void theManifestsSettingsAreReadToo() throws IOException {
    JsonNode settings = FILES.document("ConfigMap").at("/data/relay.yml");
    Path file = Files.writeString(folder.resolve("relay.yml"), settings.asText());
    Example relay =
        Example.read(
            file,
            Map.of(
                "SEALMESH_CLUSTER_MEMBER_HOST", "10.244.0.7",
                "SEALMESH_CLUSTER_BUS_HOST", "10.244.0.7"));
    JsonNode container = FILES.document("StatefulSet").at("/spec/template/spec/containers/0");
    assertThat(ports(container))
        .containsEntry("sockets", relay.http().port())
        .containsEntry("uplink", relay.uplink().port())
        .containsEntry("member", relay.cluster().member().port())
        .containsEntry("bus", relay.cluster().bus().port());
  }

  @Test
  void nobodyCutsAnOrderlyStopOff() throws IOException {
    FILES.assertNobodyCutsAnOrderlyStopOff("StatefulSet");
  }

  private static Map<String, Integer> ports(JsonNode container) {
    return container
        .get("ports")
        .valueStream()
        .collect(
            java.util.stream.Collectors.toMap(
                port -> port.get("name").asText(), port -> port.get("containerPort").asInt()));
  }
}
