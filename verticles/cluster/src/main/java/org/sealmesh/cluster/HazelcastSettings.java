package org.sealmesh.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.sealmesh.bus.StartFailure;

/// Hazelcast as this process runs it: one port, for members alone; no code from elsewhere; nothing
/// that is not needed to carry the event bus.
final class HazelcastSettings {
  /// By which vertx-hazelcast knows a member.
  static final String BUS_ID_ATTRIBUTE = "__vertx.nodeId";

  /// @param busId names this start of the process on the event bus
  static Config of(ClusterConfig config, Identity self, String busId, Set<Defence> defences) {
    Config hazelcast = new Config();
    hazelcast.setClusterName(config.name() + "-" + self.zone().label());
    hazelcast
        .getMemberAttributeConfig()
        .setAttribute(BUS_ID_ATTRIBUTE, busId)
        .setAttribute(Identity.NODE_ATTRIBUTE, self.node().value())
        .setAttribute(Identity.ZONE_ATTRIBUTE, self.zone().label());
    closeWhatIsNotUsed(hazelcast);
    network(hazelcast.getAdvancedNetworkConfig(), config);
    // Not by the list of interfaces: seeds with names would then have to lie on one of them.
    hazelcast.setProperty("hazelcast.local.localAddress", address(config.member().host()));
    // On this address, not on all that the machine has.
    hazelcast.setProperty("hazelcast.socket.bind.any", "false");
    times(hazelcast, config);
    if (defences.contains(Defence.CLASS_LIST)) {
      hazelcast.setClassLoader(new ListedClasses());
    }
    if (defences.contains(Defence.JAVA_FILTER)) {
      hazelcast.getSerializationConfig().setJavaSerializationFilterConfig(failuresOnly());
    }
    return hazelcast;
  }

  private static void closeWhatIsNotUsed(Config hazelcast) {
    hazelcast.getJetConfig().setEnabled(false).setResourceUploadEnabled(false);
    hazelcast
        .getManagementCenterConfig()
        .setScriptingEnabled(false)
        .setConsoleEnabled(false)
        .setDataAccessEnabled(false);
    hazelcast.getUserCodeDeploymentConfig().setEnabled(false);
    hazelcast.getMetricsConfig().setEnabled(false);
    hazelcast.setProperty("hazelcast.phone.home.enabled", "false");
    // The process stops its roles first, and leaves the cluster last.
    hazelcast.setProperty("hazelcast.shutdownhook.enabled", "false");
    hazelcast.setProperty("hazelcast.logging.type", "slf4j");
  }

  private static void network(AdvancedNetworkConfig network, ClusterConfig config) {
    ClusterConfig.MemberPort member = config.member();
    ServerSocketEndpointConfig port = new ServerSocketEndpointConfig();
    port.setPort(member.port())
        .setPortAutoIncrement(member.portCount() > 1)
        .setPortCount(member.portCount());
    // Members alone: a client, REST or memcache needs an endpoint of its own, and has none.
    network.setEnabled(true).setMemberEndpointConfig(port);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    config.seeds().forEach(join.getTcpIpConfig()::addMember);
  }

  private static void times(Config hazelcast, ClusterConfig config) {
    ClusterConfig.Times times = config.times();
    hazelcast.setProperty(
        "hazelcast.tcp.join.port.try.count", String.valueOf(config.member().portCount()));
    // Waiting for more members would spare moving data; there is hardly any.
    hazelcast.setProperty("hazelcast.wait.seconds.before.join", "0");
    seconds(hazelcast, "hazelcast.heartbeat.interval.seconds", times.heartbeatEvery());
    seconds(hazelcast, "hazelcast.max.no.heartbeat.seconds", times.silenceMax());
    seconds(hazelcast, "hazelcast.merge.first.run.delay.seconds", times.mergeFirst());
    seconds(hazelcast, "hazelcast.merge.next.run.delay.seconds", times.mergeEvery());
    seconds(hazelcast, "hazelcast.graceful.shutdown.max.wait", times.leaveMax());
  }

  private static void seconds(Config hazelcast, String property, Duration value) {
    hazelcast.setProperty(property, String.valueOf(value.toSeconds()));
  }

  /// Nothing but [Failures] travels between members as Java objects.
  private static JavaSerializationFilterConfig failuresOnly() {
    JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
    // The defaults admit everything of Java and Hazelcast, and so would an empty list.
    filter.setDefaultsDisabled(true);
    filter
        .getWhitelist()
        .addPackages(Failures.PACKAGES.toArray(String[]::new))
        .addClasses(Failures.CLASSES.toArray(String[]::new))
        .addClasses(Failures.TRACE);
    return filter;
  }

  private static String address(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException unknown) {
      throw new StartFailure("cluster.member.host: there is no address " + host, unknown);
    }
  }

  private HazelcastSettings() {}
}
