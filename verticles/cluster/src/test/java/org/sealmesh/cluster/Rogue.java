package org.sealmesh.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import java.util.UUID;

/// A member that says it is one of us and is not: plain Hazelcast, with nothing closed.
final class Rogue implements AutoCloseable {
  private final HazelcastInstance hazelcast;

  private Rogue(HazelcastInstance hazelcast) {
    this.hazelcast = hazelcast;
  }

  /// Beside the member at `seed`.
  ///
  /// @param cluster the cluster's name, which is no secret
  /// @param zone what it claims
  static Rogue join(String cluster, String zone, int seed) {
    return new Rogue(Hazelcast.newHazelcastInstance(config(cluster, zone, seed)));
  }

  private static Config config(String cluster, String zone, int seed) {
    Config config = new Config().setClusterName(cluster);
    config
        .getMemberAttributeConfig()
        .setAttribute(HazelcastSettings.BUS_ID_ATTRIBUTE, UUID.randomUUID().toString())
        .setAttribute(Identity.NODE_ATTRIBUTE, "rogue")
        .setAttribute(Identity.ZONE_ATTRIBUTE, zone);
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.graceful.shutdown.max.wait", "5");
    config.setProperty("hazelcast.local.localAddress", "127.0.0.1");
    // Enough of a trace for an honest member's admission, and none of its restrictions.
    var network = config.getAdvancedNetworkConfig().setEnabled(true);
    var port = new com.hazelcast.config.ServerSocketEndpointConfig();
    port.setPort(TestProcess.freePorts(1).getFirst());
    network.setMemberEndpointConfig(port);
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getMulticastConfig().setEnabled(false);
    network.getJoin().getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + seed);
    return config;
  }

  HazelcastInstance hazelcast() {
    return hazelcast;
  }

  int port() {
    return hazelcast.getCluster().getLocalMember().getAddress().getPort();
  }

  /// The one beside it.
  Member victim() {
    Member here = hazelcast.getCluster().getLocalMember();
    return hazelcast.getCluster().getMembers().stream()
        .filter(member -> !member.equals(here))
        .findFirst()
        .orElseThrow();
  }

  /// By which address the event bus finds whom.
  MultiMap<Object, Object> registrations() {
    return hazelcast.getMultiMap(SweptHazelcast.REGISTRATIONS);
  }

  /// A key that the victim keeps.
  String keyOfVictim() {
    for (int n = 0; ; n++) {
      String key = "key" + n;
      if (victim().equals(hazelcast.getPartitionService().getPartition(key).getOwner())) {
        return key;
      }
    }
  }

  @Override
  public void close() {
    hazelcast.getLifecycleService().terminate();
  }
}
