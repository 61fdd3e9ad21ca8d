package org.sealmesh.relay;

import java.util.Set;

/// The defaults, but for what a test is about.
public final class TestConfig {
  public static RelayConfig with(RelayConfig.Writer writer, String... origins) {
    return with(writer, RelayConfig.DEFAULTS.outstandingBytesMax(), origins);
  }

  public static RelayConfig with(
      RelayConfig.Writer writer, int outstandingBytesMax, String... origins) {
    RelayConfig d = RelayConfig.DEFAULTS;
    return new RelayConfig(
        Set.of(origins),
        d.socketsMax(),
        d.socketsPerUserMax(),
        d.hellosPendingMax(),
        d.checksPerSecondMax(),
        d.heartbeat(),
        d.joinsMax(),
        d.framesPerSecond(),
        d.framesBurst(),
        d.signalsPerSecond(),
        d.signalsBurst(),
        outstandingBytesMax,
        d.closeGrace(),
        d.revocationsMax(),
        writer);
  }

  private TestConfig() {}
}
