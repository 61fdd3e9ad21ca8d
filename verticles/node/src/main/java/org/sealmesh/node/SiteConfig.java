package org.sealmesh.node;

import java.nio.file.Path;
import org.sealmesh.cluster.ClusterConfig;
import org.sealmesh.crypto.CryptoConfig;
import org.sealmesh.gateway.GatewayConfig;
import org.sealmesh.gateway.disclosure.Storage;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.outbox.OutboxConfig;
import org.sealmesh.persistence.PersistenceConfig;
import org.sealmesh.persistence.PersistenceConfig.EngineName;
import org.sealmesh.privacy.PrivacyConfig;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.router.RouterConfig;
import org.sealmesh.signaling.SignalingConfig;
import org.sealmesh.uplink.UplinkConfig;

/// The sections of a process of the origin.
record SiteConfig(
    NodeConfig node,
    PersistenceConfig persistence,
    CryptoConfig crypto,
    OutboxConfig outbox,
    PrivacyConfig privacy,
    GatewayConfig gateway,
    RouterConfig router,
    RelayConfig relay,
    SignalingConfig signaling,
    UplinkConfig uplink,
    ClusterConfig cluster) {

  /// Reads them all. What lies in the data folder follows it, unless it was given a place of its
  /// own.
  static SiteConfig read(Settings settings) {
    NodeConfig node = settings.section("node", NodeConfig.defaults());
    return new SiteConfig(
        node,
        settings.section("persistence", persistence(node.dataFolder())),
        settings.section("crypto", CryptoConfig.defaults()),
        settings.section("outbox", OutboxConfig.defaults()),
        settings.section("privacy", PrivacyConfig.in(node.dataFolder())),
        settings.section("gateway", GatewayConfig.defaults()),
        settings.section("router", RouterConfig.DEFAULTS),
        settings.section("relay", RelayConfig.DEFAULTS),
        settings.section("signaling", SignalingConfig.DEFAULTS),
        settings.section("uplink", UplinkConfig.defaults()),
        settings.section("cluster", ClusterConfig.defaults()));
  }

  /// Whether this process has its mesh behind an uplink, and no socket of its own.
  boolean isOriginOnly() {
    return uplink.isOn();
  }

  /// What visitors are told of what is kept.
  Storage storage() {
    return new Storage(
        persistence.engine() == EngineName.H2,
        persistence.content().encrypted(),
        privacy.retention().ages(),
        persistence.times().clientIdsKept(),
        privacy.kept(),
        privacy.erasures().recordKept(),
        privacy.erasures().messages());
  }

  private static PersistenceConfig persistence(Path dataFolder) {
    PersistenceConfig usual = PersistenceConfig.defaults();
    PersistenceConfig.H2 h2 =
        new PersistenceConfig.H2(dataFolder.resolve("database"), usual.h2().cacheKib());
    return new PersistenceConfig(
        usual.engine(),
        h2,
        usual.mysql(),
        new PersistenceConfig.Content(
            usual.content().encrypted(),
            dataFolder.resolve("content-keys"),
            usual.content().keyUsedFor(),
            usual.content().conversationsRemembered()),
        usual.pool(),
        usual.batches(),
        usual.rounds(),
        usual.limits(),
        usual.times());
  }
}
