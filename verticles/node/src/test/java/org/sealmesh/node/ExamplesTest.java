package org.sealmesh.node;

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
import org.sealmesh.bus.Secret;
import org.sealmesh.launch.OpsConfig;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.config.OperatorFiles;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.persistence.PersistenceConfig.EngineName;
import org.sealmesh.persistence.bettermessages.BetterMessagesConfig;
import org.sealmesh.relay.uplink.UplinkServerConfig;

/// The files that operators copy are read by the very code that will read the copies.
class ExamplesTest {
  private static final OperatorFiles FILES =
      new OperatorFiles("kubernetes/30-origin.yaml", "systemd/sealmesh-origin.service");

  @TempDir Path folder;

  private static SiteConfig read(Path file) {
    Settings settings = Settings.load(Optional.of(file), Map.of());
    ProcessConfig process = settings.section("process", ProcessConfig.defaults());
    new AllRoles().configure(process, settings);
    settings.section("ops", OpsConfig.defaults());
    settings.refuseUnknown();
    return SiteConfig.read(settings);
  }

  private static List<SiteConfig> examples(String name) {
    return IntStream.rangeClosed(1, 2)
        .mapToObj(n -> read(OperatorFiles.FOLDER.resolve("examples/%s-%d.yml".formatted(name, n))))
        .toList();
  }

  @Test
  void originsShareADatabaseAndNoBus() {
    assertThat(examples("origin"))
        .allSatisfy(origin -> {
          assertThat(origin.persistence().engine()).isEqualTo(EngineName.MYSQL);
          assertThat(origin.isOriginOnly()).isTrue();
          assertThat(origin.cluster().enabled()).isFalse();
          assertThat(origin.gateway().relays()).containsExactly("wss://relay.example/socket");
          assertThat(origin.gateway().trustedProxies()).isNotEmpty();
        });
    assertThat(examples("origin")).extracting(o -> o.gateway().host()).doesNotHaveDuplicates();
  }

  /// A relay without an origin tells its browsers so.
  @Test
  void originsDialEveryRelayOfTheMesh() {
    List<String> dialled =
        IntStream.rangeClosed(1, 3)
            .mapToObj(n -> {
              Path file = OperatorFiles.FOLDER.resolve("examples/relay-" + n + ".yml");
              UplinkServerConfig uplink =
                  Settings.load(Optional.of(file), Map.of())
                      .section("uplink", UplinkServerConfig.DEFAULTS);
              return "%s=wss://relay-%d.mesh.example:%d".formatted(uplink.mesh(), n, uplink.port());
            })
            .toList();
    assertThat(examples("origin"))
        .allSatisfy(origin -> assertThat(origin.uplink().relays()).isEqualTo(dialled));
  }

  @Test
  void nodesWithAllRolesShareABusToo() {
    List<SiteConfig> nodes = examples("site");
    List<String> members =
        nodes.stream()
            .map(SiteConfig::cluster)
            .map(c -> c.member().host() + ":" + c.member().port())
            .toList();
    assertThat(members).doesNotHaveDuplicates();
    assertThat(nodes)
        .allSatisfy(node -> {
          assertThat(node.isOriginOnly()).isFalse();
          assertThat(node.persistence().engine()).isEqualTo(EngineName.MYSQL);
          assertThat(node.cluster().enabled()).isTrue();
          assertThat(node.cluster().seeds()).isEqualTo(members);
          assertThat(node.cluster().tls().key()).isPresent();
          assertThat(node.cluster().bus().port()).as("a port for the firewall").isPositive();
        });
  }

  @Test
  void theManifestsSettingsAreReadToo() throws IOException {
    JsonNode settings = FILES.document("ConfigMap").at("/data/origin.yml");
    Path file = Files.writeString(folder.resolve("origin.yml"), settings.asText());
    SiteConfig origin = read(file);
    JsonNode pod = FILES.document("Deployment").at("/spec/template/spec");
    assertThat(pod.at("/containers/0/ports/0/containerPort").asInt())
        .isEqualTo(origin.gateway().port());
    assertThat(origin.isOriginOnly()).isTrue();
    // The copy of the key file goes where the process looks for it.
    assertThat(pod.at("/initContainers/0/command/4").asText())
        .isEqualTo(origin.node().dataFolder().resolve(origin.crypto().keyFile()).toString());
  }

  @Test
  void theWayToWordPressIsReadToo() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "of WordPress\n");
    String example = Files.readString(OperatorFiles.FOLDER.resolve("examples/better-messages.yml"));
    Path file =
        Files.writeString(
            folder.resolve("from.yml"),
            example.replaceAll("passwordFile: .*", "passwordFile: " + password));
    BetterMessagesConfig from = ImportRoles.read(file);
    assertThat(from.password()).map(Secret::value).contains("of WordPress");
    assertThat(from.tablePrefix()).isEqualTo("wp_");
    // What it does not change is what holds without it.
    assertThat(from.skipBadRows()).isEqualTo(BetterMessagesConfig.defaults().skipBadRows());
    assertThat(from.subjectPrefix()).isEqualTo(BetterMessagesConfig.defaults().subjectPrefix());
  }

  @Test
  void nobodyCutsAnOrderlyStopOff() throws IOException {
    FILES.assertNobodyCutsAnOrderlyStopOff("Deployment");
  }
}
