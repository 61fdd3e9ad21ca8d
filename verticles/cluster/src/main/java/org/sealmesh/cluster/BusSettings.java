package org.sealmesh.cluster;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.sealmesh.bus.StartFailure;

/// The sockets of the event bus: both ends show a certificate of the one authority, or nothing is
/// said.
final class BusSettings {
  static EventBusOptions of(ClusterConfig config) {
    EventBusOptions bus =
        new EventBusOptions()
            .setHost(config.bus().host())
            .setPort(config.bus().port())
            // A connection that a partition swallowed must not hold messages longer than the
            // cluster holds the member.
            .setClusterPingInterval(config.times().heartbeatEvery().toMillis())
            .setClusterPingReplyInterval(config.times().silenceMax().toMillis())
            .setConnectTimeout((int) config.times().silenceMax().toMillis());
    ClusterConfig.Tls tls = config.tls();
    if (!tls.isGiven()) {
      return bus;
    }
    String certificate = readable("certificate", tls.certificate().orElseThrow());
    String key = readable("key", tls.key().orElseThrow());
    String authority = readable("authority", tls.authority().orElseThrow());
    return bus.setSsl(true)
        .setKeyCertOptions(new PemKeyCertOptions().addCertPath(certificate).addKeyPath(key))
        .setTrustOptions(new PemTrustOptions().addCertPath(authority))
        .setClientAuth(ClientAuth.REQUIRED)
        // Encryption alone would believe everybody.
        .setTrustAll(false)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"));
  }

  private static String readable(String name, Path file) {
    if (!Files.isReadable(file)) {
      throw new StartFailure("cluster.tls." + name + ": cannot read the file " + file);
    }
    return file.toAbsolutePath().toString();
  }

  private BusSettings() {}
}
