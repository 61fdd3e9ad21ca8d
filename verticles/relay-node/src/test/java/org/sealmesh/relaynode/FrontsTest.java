package org.sealmesh.relaynode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.cluster.ClusterConfig;
import org.sealmesh.launch.HttpConfig;
import org.sealmesh.launch.OpsConfig;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.uplink.UplinkServerConfig;

/// What stands in front of the relays of the examples knows them by the same addresses, and waits
/// for them as long as it must.
class FrontsTest {
  private static final Path FOLDER = Path.of("../../cluster-config");

  private final List<Settings> relays = new ArrayList<>();

  @BeforeEach
  void read() {
    for (int n = 1; n <= 3; n++) {
      Path file = FOLDER.resolve("examples/relay-" + n + ".yml");
      relays.add(Settings.load(Optional.of(file), Map.of()));
    }
  }

  @Test
  void nginxKnowsEveryRelayInEachOfItsGroups() throws IOException {
    List<String> expected =
        relays.stream()
            .map(relay -> relay.section("http", HttpConfig.defaults()))
            .map(http -> http.host() + ":" + http.port())
            .toList();
    String text = Files.readString(FOLDER.resolve("nginx/sealmesh/relay.conf"));
    List<String> groups = found("upstream \\w+ \\{([^}]*)}", text);
    assertThat(groups).hasSize(2);
    assertThat(groups)
        .allSatisfy(group -> assertThat(found("server (\\S+)", group)).isEqualTo(expected));
  }

  /// Whoever is too quiet hears so from the relay, with a close code, and not from a proxy.
  @Test
  void nginxIsMorePatientThanTheRelay() throws IOException {
    Duration heartbeat = RelayConfig.DEFAULTS.heartbeat();
    Duration silence = heartbeat.multipliedBy(5).dividedBy(2);
    Duration idle = HttpConfig.defaults().idleTimeout();
    for (String file : List.of("nginx/sealmesh/relay.conf", "nginx/site.conf")) {
      String text = Files.readString(FOLDER.resolve(file));
      for (String times : List.of("proxy_read_timeout", "proxy_send_timeout")) {
        assertThat(found(times + " (\\d+)s", text))
            .as("%s in %s", times, file)
            .isNotEmpty()
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
            // An answer of the API is no socket.
            .filteredOn(time -> time.compareTo(Duration.ofSeconds(30)) > 0)
            .isNotEmpty()
            .allSatisfy(time -> assertThat(time).isBetween(silence.plusSeconds(1), idle));
      }
      assertThat(found("keepalive_timeout (\\d+)m", text))
          .isNotEmpty()
          .allSatisfy(m -> assertThat(Duration.ofMinutes(Long.parseLong(m))).isLessThan(idle));
    }
  }

  @Test
  void theFirewallLetsMembersSpeakAndNobodyElse() throws IOException {
    String text = Files.readString(FOLDER.resolve("firewall/relay.nft"));
    Set<String> members = new TreeSet<>();
    Set<Integer> ports = new TreeSet<>();
    for (Settings relay : relays) {
      ClusterConfig cluster = relay.section("cluster", ClusterConfig.defaults());
      members.add(cluster.member().host());
      ports.addAll(List.of(cluster.member().port(), cluster.bus().port()));
      assertThat(cluster.bus().host()).isEqualTo(cluster.member().host());
      assertThat(text)
          .contains(
              "ip saddr $balancers tcp dport %d accept"
                  .formatted(relay.section("http", HttpConfig.defaults()).port()))
          .contains(
              "ip saddr $origins tcp dport %d accept"
                  .formatted(relay.section("uplink", UplinkServerConfig.DEFAULTS).port()))
          .contains(
              "ip saddr $monitors tcp dport %d accept"
                  .formatted(relay.section("ops", OpsConfig.defaults()).port()));
    }
    assertThat(text).contains("define members = { " + String.join(", ", members) + " }");
    String memberPorts = "tcp dport { 5701, 5801 } accept";
    assertThat(ports).containsExactly(5701, 5801);
    assertThat(found("(?m)^ *(\\S.*(?:5701|5801).*)$", text))
        .containsExactly("ip saddr $members " + memberPorts, "ip daddr $members " + memberPorts);
  }

  private static List<String> found(String regex, String text) {
    String code = text.replaceAll("(?m)^\\s*#.*$", "");
    return Pattern.compile(regex)
        .matcher(code)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
