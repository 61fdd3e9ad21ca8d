package org.sealmesh.gateway.resource;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Secret;
import org.sealmesh.gateway.GatewayConfig.CallConfig;
import org.sealmesh.gateway.signin.RandomBytes;

/// By which servers browsers find a way to each other, with credentials for those that pass media
/// on.
///
/// A credential is what coturn's `use-auth-secret` takes: when it ends, and a random name that says
/// nothing of who has it; with the HMAC of these two under the secret that both sides know. Nothing
/// is kept of it.
final class IceServers {
  private static final int NAME_BYTES = 12;

  private final CallConfig config;
  private final RandomBytes random;

  IceServers(CallConfig config, RandomBytes random) {
    this.config = config;
    this.random = random;
  }

  /// @param now a credential lasts for its lifetime from then on
  List<IceServer> issue(Instant now) {
    List<IceServer> servers = new ArrayList<>();
    if (!config.stunUrls().isEmpty()) {
      servers.add(new IceServer(config.stunUrls(), null, null));
    }
    Optional<Secret> secret = config.turnSecret();
    if (!config.turnUrls().isEmpty() && secret.isPresent()) {
      long end = now.plus(config.turnLifetime()).getEpochSecond();
      String username = end + ":" + random.text(NAME_BYTES);
      servers.add(
          new IceServer(config.turnUrls(), username, SharedSecretMac.of(secret.get(), username)));
    }
    return List.copyOf(servers);
  }

  IceTransportPolicy policy() {
    return config.relayOnly() ? IceTransportPolicy.RELAY : IceTransportPolicy.ALL;
  }

  /// As browsers take them (`RTCIceServer`). Does not print its credential.
  record IceServer(List<String> urls, @Nullable String username, @Nullable String credential) {
    @Override
    public String toString() {
      return "IceServer[…]";
    }
  }

  /// As browsers take it (`RTCIceTransportPolicy`).
  enum IceTransportPolicy {
    @JsonProperty("all")
    ALL,
    @JsonProperty("relay")
    RELAY
  }
}
