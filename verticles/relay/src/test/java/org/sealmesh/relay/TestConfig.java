package org.sealmesh.relay;

import java.time.Duration;
import java.util.Set;

/// The defaults, but for what a test is about.
public final class TestConfig {
  public static RelayConfig with(RelayConfig.Writer writer, String... origins) {
    return with(writer, RelayConfig.DEFAULTS.closeGrace(), origins);
  }

  public static RelayConfig with(
      RelayConfig.Writer writer, Duration closeGrace, String... origins) {
    RelayConfig d = RelayConfig.DEFAULTS;
    return with(writer, closeGrace, d.socketsPerAddressMax(), d.trustedProxies(), origins);
  }

  /// @param trustedProxies believed about where a browser is
  public static RelayConfig perAddress(int socketsMax, Set<String> trustedProxies) {
    RelayConfig d = RelayConfig.DEFAULTS;
    return with(d.writer(), d.closeGrace(), socketsMax, trustedProxies);
  }

  private static RelayConfig with(
      RelayConfig.Writer writer,
      Duration closeGrace,
      int socketsPerAddressMax,
      Set<String> trustedProxies,
      String... origins) {
    RelayConfig d = RelayConfig.DEFAULTS;
    return new RelayConfig(
        Set.of(origins),
        d.socketsMax(),
        d.socketsPerUserMax(),
        socketsPerAddressMax,
        trustedProxies,
        d.hellosPendingMax(),
        d.checksPerSecondMax(),
        d.heartbeat(),
        d.joinsMax(),
        d.framesPerSecond(),
        d.framesBurst(),
        d.signals(),
        d.calls(),
        d.outstandingBytesMax(),
        closeGrace,
        d.revocationsMax(),
        d.resyncWindow(),
        d.originSilenceMax(),
        d.drain(),
        writer,
        d.sockJs());
  }

  private TestConfig() {}
}
