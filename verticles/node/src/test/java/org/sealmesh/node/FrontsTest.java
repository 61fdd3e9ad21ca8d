package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sealmesh.launch.config.Settings;

/// What stands in front of the origins of the examples knows them by the same addresses, lets
/// through what they take, and waits for them as long as it must.
class FrontsTest {
  private static final Path FOLDER = Path.of("../../cluster-config");

  private static SiteConfig example(String name) {
    Path file = FOLDER.resolve("examples/" + name + ".yml");
    return SiteConfig.read(Settings.load(Optional.of(file), Map.of()));
  }

  @Test
  void nginxKnowsEveryNodeInEachOfItsGroups() throws IOException {
    Map<String, String> files =
        Map.of("origin", "nginx/sealmesh/origin.conf", "site", "nginx/site.conf");
    for (var file : files.entrySet()) {
      List<String> expected =
          List.of(example(file.getKey() + "-1"), example(file.getKey() + "-2")).stream()
              .map(node -> node.gateway().host() + ":" + node.gateway().port())
              .toList();
      List<String> groups = found("upstream \\w+ \\{([^}]*)}", file.getValue());
      assertThat(groups).isNotEmpty();
      assertThat(groups)
          .allSatisfy(group ->
              assertThat(
                      Pattern.compile("server (\\S+)")
                          .matcher(group)
                          .results()
                          .map(m -> m.group(1)))
                  .containsExactlyElementsOf(expected));
    }
  }

  /// In memory, since what people write must not lie in a proxy's file.
  @Test
  void nginxTakesTheLargestBodyIntoMemory() throws IOException {
    int largest = example("origin-1").gateway().http().syncBodyBytesMax();
    for (String file : List.of("nginx/sealmesh/origin.conf", "nginx/site.conf")) {
      List<String> taken = found("client_max_body_size (\\d+)k;", file);
      assertThat(taken)
          .singleElement()
          .satisfies(kib -> assertThat(Integer.parseInt(kib) * 1024).isGreaterThan(largest));
      assertThat(found("client_body_buffer_size (\\d+)k;", file)).isEqualTo(taken);
      assertThat(found("proxy_max_temp_file_size (\\d+);", file)).containsExactly("0");
    }
  }

  @Test
  void theFirewallsLetOriginsReachRelaysAndTheDatabase() throws IOException {
    SiteConfig origin = example("origin-1");
    assertThat(found("(ip daddr \\$relays .*)", "firewall/origin.nft"))
        .containsExactly("ip daddr $relays tcp dport 8443 accept");
    assertThat(origin.uplink().relays()).allMatch(relay -> relay.endsWith(":8443"));
    assertThat(found("define database = \\{ (\\S+) }", "firewall/origin.nft"))
        .containsExactly(origin.persistence().mysql().host());
    String hosts = origin.gateway().host() + ", " + example("origin-2").gateway().host();
    for (String file : List.of("firewall/relay.nft", "firewall/database.nft")) {
      assertThat(found("define origins = \\{ (.*) }", file)).containsExactly(hosts);
    }
    assertThat(found("(.*5701.*)", "firewall/origin.nft")).as("members' ports, unasked").isEmpty();
  }

  private static List<String> found(String regex, String file) throws IOException {
    String code = Files.readString(FOLDER.resolve(file)).replaceAll("(?m)^\\s*#.*$", "");
    return Pattern.compile(regex).matcher(code).results().map(m -> m.group(1)).toList();
  }
}
