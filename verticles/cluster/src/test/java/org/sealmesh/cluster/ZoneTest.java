package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.StartFailure;

/// A relay and an origin never share a cluster.
class ZoneTest {
  @Test
  void makesTwoClustersOfOneName() {
    List<Integer> ports = TestProcess.freePorts(2);
    try (TestProcess relay =
            TestProcess.start("relay", Zone.MESH, TestProcess.config(ports.get(0), ports));
        TestProcess site =
            TestProcess.start("site", Zone.ORIGIN, TestProcess.config(ports.get(1), ports))) {
      assertThat(relay.members().now()).isEqualTo(Set.of(relay.node()));
      assertThat(site.members().now()).isEqualTo(Set.of(site.node()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"origin", "nowhere"})
  void doesNotStartBesideAStrangerToItsZone(String zone) {
    List<Integer> ports = TestProcess.freePorts(1);
    try (Rogue stranger = Rogue.join("test-mesh", zone, ports.getFirst())) {
      ClusterConfig config =
          TestProcess.config(ports.getFirst(), List.of(ports.getFirst(), stranger.port()));

      assertThatThrownBy(() -> TestProcess.start("relay", config).close())
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("no process of the mesh");
    }
  }

  @Test
  void leavesAtOnceWhenAStrangerAppears() {
    List<Integer> ports = TestProcess.freePorts(1);
    try (TestProcess relay =
        TestProcess.start("relay", TestProcess.config(ports.getFirst(), ports))) {
      assertThat(relay.state()).isEqualTo(Health.State.READY);
      try (Rogue stranger = Rogue.join("test-mesh", "origin", ports.getFirst())) {
        assertThat(relay.expelled()).contains("no process of the mesh");
        assertThat(relay.state()).isEqualTo(Health.State.NOT_READY);
        assertThat(relay.members().now()).isEqualTo(Set.of(relay.node()));
      }
    }
  }
}
