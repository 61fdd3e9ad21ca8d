package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The manifests in `cluster-config/kubernetes`: against the API's schema, and against what the
/// zones need.
class KubernetesTest {
  private static final Path FOLDER = Path.of("../../cluster-config/kubernetes");
  private static final String ORIGIN = "sealmesh-origin";
  private static final String MESH = "sealmesh-mesh";
  private static final String ACCOUNT = "/serviceAccountName";
  private static final String CONFIG = "/volumes/0/configMap/name";
  private static final String NAME = "app.kubernetes.io/name";
  private static final List<JsonNode> ALL = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        ALL.addAll(documents(Files.readString(file)));
      }
    }
  }

  @Test
  void followTheSchema() {
    assertThat(ALL).hasSizeGreaterThan(20);
    assertThat(ALL).allSatisfy(manifest -> assertThat(ManifestCheck.problems(manifest)).isEmpty());
  }

  @Test
  void aMistakeIsFound() throws IOException {
    assertThat(problems(yaml -> yaml.replace("terminationGracePeriodSeconds", "terminationGrace")))
        .containsExactly("StatefulSet.spec.template.spec.terminationGrace is unknown to V1PodSpec");
    assertThat(problems(yaml -> yaml.replace("replicas: 3", "replicas: three")))
        .containsExactly("StatefulSet.spec.replicas must be a whole number");
    assertThat(problems(yaml -> yaml.replace("  serviceName: relay-members\n", ""))).isEmpty();
    assertThat(problems(yaml -> yaml.replace("        - name: relay\n          #", "        - #")))
        .containsExactly("StatefulSet.spec.template.spec.containers[0].name is missing");
    assertThat(problems(yaml -> yaml.replace("memory: 2Gi }\n            #", "memory: 2GB }\n #")))
        .singleElement()
        .asString()
        .endsWith("resources.requests.memory must be a quantity such as 500m or 2Gi");
    assertThat(problems(yaml -> yaml.replace("apps/v1", "apps/v1beta1")))
        .containsExactly("StatefulSet.apiVersion must be apps/v1");
  }

  @Test
  void everyPodHasAsFewRightsAsItCan() {
    List<JsonNode> pods = pods();
    assertThat(pods).hasSize(2);
    for (JsonNode pod : pods) {
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      for (JsonNode container : containers(pod)) {
        JsonNode rights = container.get("securityContext");
        assertThat(rights.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(rights.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(rights.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
      }
    }
  }

  /// The schema does not see a name that leads nowhere.
  @Test
  void whatIsNamedIsThere() {
    Set<String> services = new TreeSet<>();
    for (JsonNode service : kind("Service")) {
      for (JsonNode port : service.at("/spec/ports")) {
        services.add(place(service) + "/" + name(service) + ":" + port.path("name").asText());
        String target = port.path("targetPort").asText(port.path("name").asText());
        assertThat(podPorts(place(service))).contains(target);
      }
    }
    for (JsonNode ingress : kind("Ingress")) {
      JsonNode backend = ingress.at("/spec/rules/0/http/paths/0/backend/service");
      String port = backend.at("/port/name").asText();
      assertThat(services).contains(place(ingress) + "/" + name(backend, "/name") + ":" + port);
    }
    for (JsonNode workload : ALL) {
      JsonNode pod = workload.at("/spec/template/spec");
      if (pod.isObject()) {
        assertThat(kind("ServiceAccount"))
            .anyMatch(a -> (place(a) + name(a)).equals(place(workload) + name(pod, ACCOUNT)));
        assertThat(kind("ConfigMap"))
            .anyMatch(c -> (place(c) + name(c)).equals(place(workload) + name(pod, CONFIG)));
        assertThat(workload.at("/spec/template/metadata/labels"))
            .isEqualTo(workload.at("/spec/selector/matchLabels"));
        for (JsonNode volume : pod.get("volumes")) {
          String claim = volume.at("/persistentVolumeClaim/claimName").asText();
          assertThat(
                  claim.isEmpty()
                      || kind("PersistentVolumeClaim").stream()
                          .anyMatch(c -> name(c).equals(claim)))
              .as(claim)
              .isTrue();
        }
        containers(pod).forEach(container -> assertMounted(container, pod.get("volumes")));
      }
    }
  }

  private static void assertMounted(JsonNode container, JsonNode volumes) {
    List<String> names = volumes.valueStream().map(v -> v.path("name").asText()).toList();
    for (JsonNode mount : container.get("volumeMounts")) {
      assertThat(names).contains(mount.path("name").asText());
    }
  }

  private static Set<String> podPorts(String namespace) {
    Set<String> ports = new TreeSet<>();
    for (JsonNode workload : ALL) {
      if (place(workload).equals(namespace)) {
        workload
            .at("/spec/template/spec/containers/0/ports")
            .forEach(port -> ports.add(port.path("name").asText()));
      }
    }
    return ports;
  }

  private static List<JsonNode> kind(String kind) {
    return ALL.stream().filter(m -> m.path("kind").asText().equals(kind)).toList();
  }

  private static String place(JsonNode manifest) {
    return manifest.at("/metadata/namespace").asText();
  }

  private static String name(JsonNode manifest) {
    return name(manifest, "/metadata/name");
  }

  private static String name(JsonNode node, String pointer) {
    return node.at(pointer).asText();
  }

  /// Hazelcast's port has no other guard.
  @Test
  void theMeshsMembersHearEachOtherAlone() {
    assertThat(whoReaches(MESH, "relay", 5701)).containsExactly("here/relay");
    assertThat(whoReaches(MESH, "relay", 5801)).containsExactly("here/relay");
  }

  @Test
  void theZonesMeetAtTheUplinkAlone() {
    assertThat(whoReaches(MESH, "relay", 8443)).containsExactly(ORIGIN + "/origin");
    assertThat(whoReaches(MESH, "relay", 8080)).containsExactly("ingress-nginx/");
    assertThat(whoReaches(ORIGIN, "origin", 8080)).containsExactly("ingress-nginx/");
    assertThat(whoReaches(ORIGIN, "database", 3306)).containsExactly("here/origin");
    assertThat(whereto(MESH)).containsExactlyInAnyOrder("here/relay", "kube-system/");
  }

  /// Without this, a policy that lets somebody in would let everybody in.
  @Test
  void whatIsNotNamedDoesNotHappen() {
    for (String zone : List.of(ORIGIN, MESH)) {
      assertThat(policies(zone))
          .anySatisfy(policy -> {
            assertThat(policy.at("/spec/podSelector").isEmpty()).isTrue();
            assertThat(policy.at("/spec/policyTypes").toString())
                .isEqualTo("[\"Ingress\",\"Egress\"]");
            assertThat(policy.at("/spec").has("ingress")).isFalse();
            assertThat(policy.at("/spec").has("egress")).isFalse();
          });
    }
  }

  private static Set<String> whoReaches(String namespace, String pod, int port) {
    Set<String> peers = new TreeSet<>();
    for (JsonNode policy : policies(namespace)) {
      if (policy.at("/spec/podSelector/matchLabels").path(NAME).asText().equals(pod)) {
        collect(policy.at("/spec/ingress"), "from", port, peers);
      }
    }
    return peers;
  }

  private static Set<String> whereto(String namespace) {
    Set<String> peers = new TreeSet<>();
    policies(namespace).forEach(policy -> collect(policy.at("/spec/egress"), "to", 0, peers));
    return peers;
  }

  /// @param port 0 for any
  private static void collect(JsonNode rules, String side, int port, Set<String> peers) {
    for (JsonNode rule : rules) {
      boolean isAbout =
          port == 0
              || rule.path("ports").isEmpty()
              || rule.path("ports").valueStream().anyMatch(p -> p.path("port").asInt() == port);
      if (isAbout && rule.path(side).isEmpty()) {
        peers.add("everybody");
      } else if (isAbout) {
        rule.get(side).forEach(peer -> peers.add(spelled(peer)));
      }
    }
  }

  private static String spelled(JsonNode peer) {
    String namespace =
        peer.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name").asText("here");
    return namespace + "/" + peer.at("/podSelector/matchLabels").path(NAME).asText();
  }

  private static List<JsonNode> policies(String namespace) {
    return ALL.stream()
        .filter(m -> m.path("kind").asText().equals("NetworkPolicy"))
        .filter(m -> m.at("/metadata/namespace").asText().equals(namespace))
        .toList();
  }

  private static List<JsonNode> pods() {
    return ALL.stream().map(m -> m.at("/spec/template/spec")).filter(JsonNode::isObject).toList();
  }

  private static List<JsonNode> containers(JsonNode pod) {
    List<JsonNode> containers = new ArrayList<>();
    pod.path("initContainers").forEach(containers::add);
    pod.get("containers").forEach(containers::add);
    return containers;
  }

  private static List<String> problems(UnaryOperator<String> mistake) throws IOException {
    String yaml = Files.readString(FOLDER.resolve("20-relay.yaml"));
    String changed = mistake.apply(yaml);
    assertThat(changed).isNotEqualTo(yaml);
    return documents(changed).stream()
        .flatMap(manifest -> ManifestCheck.problems(manifest).stream())
        .toList();
  }

  private static List<JsonNode> documents(String yaml) throws IOException {
    try (var all =
        new ObjectMapper()
            .readerFor(JsonNode.class)
            .<JsonNode>readValues(new YAMLFactory().createParser(yaml))) {
      return all.readAll();
    }
  }
}
