package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.NodeId;

/// A plain client needs no membership, and could read and clear every map.
class ForeignClientTest {
  private final List<Integer> ports = TestProcess.freePorts(2);
  private final ClusterConfig config = TestProcess.config(ports.get(0), ports.subList(0, 1));

  @Test
  void findsNoPortThatTakesIt() {
    try (TestProcess process = TestProcess.start("one", config)) {
      assertThatThrownBy(() -> client(process.memberPort()))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /// The same settings, but for a port for clients.
  @Test
  void clearsMapsWhereThereIsOne() {
    Config open =
        HazelcastSettings.of(
            config, new Identity(new NodeId("one"), Zone.MESH), "bus", Defence.all());
    ServerSocketEndpointConfig port = new ServerSocketEndpointConfig();
    port.setPort(ports.get(1));
    open.getAdvancedNetworkConfig().setClientEndpointConfig(port);
    HazelcastInstance member = Hazelcast.newHazelcastInstance(open);
    try {
      member.getMultiMap(SweptHazelcast.REGISTRATIONS).put("address", "node");
      HazelcastInstance client = client(ports.get(1));
      try {
        client.getMultiMap(SweptHazelcast.REGISTRATIONS).clear();
      } finally {
        client.shutdown();
      }
      assertThat(member.getMultiMap(SweptHazelcast.REGISTRATIONS).keySet()).isEmpty();
    } finally {
      member.getLifecycleService().terminate();
    }
  }

  private static HazelcastInstance client(int port) {
    ClientConfig config = new ClientConfig().setClusterName("test-mesh");
    config.getNetworkConfig().addAddress("127.0.0.1:" + port);
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(1_000);
    config.setProperty("hazelcast.logging.type", "slf4j");
    return HazelcastClient.newHazelcastClient(config);
  }
}
