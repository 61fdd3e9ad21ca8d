package org.sealmesh.relaynode;

import java.nio.file.Path;
import java.util.Map;
import org.sealmesh.cluster.ClusterConfig;
import org.sealmesh.launch.HttpConfig;
import org.sealmesh.launch.OpsConfig;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.config.ReferenceSuite;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.router.RouterConfig;
import org.sealmesh.relay.uplink.UplinkServerConfig;
import org.sealmesh.signaling.SignalingConfig;

/// `cluster-config/reference/relay.yml` is what this program reads.
class ReferenceTest extends ReferenceSuite {
  ReferenceTest() {
    super(
        Path.of("../../cluster-config/reference/relay.yml"),
        Path.of("src/main/java/org/sealmesh/relaynode/RelayOnly.java"),
        Map.of(
            "http", HttpConfig.defaults(),
            "origin", RelayNodeConfig.defaults(),
            "router", RouterConfig.DEFAULTS,
            "relay", RelayConfig.DEFAULTS,
            "signaling", SignalingConfig.DEFAULTS,
            "cluster", ClusterConfig.defaults(),
            "uplink", UplinkServerConfig.DEFAULTS,
            "process", ProcessConfig.defaults(),
            "ops", OpsConfig.defaults()));
  }
}
