package org.sealmesh.uplink;

import java.time.Duration;
import java.util.List;
import org.sealmesh.mesh.uplink.UplinkTls;

/// The defaults, but for what a test is about.
final class Configs {
  static UplinkConfig dialling(UplinkTls tls, String... relays) {
    UplinkConfig d = UplinkConfig.defaults();
    return with(tls, d.requestsMax(), d.bytesMax(), d.beaconEvery(), d.silenceMax(), relays);
  }

  static UplinkConfig with(
      UplinkTls tls,
      int requestsMax,
      int bytesMax,
      Duration beaconEvery,
      Duration silenceMax,
      String... relays) {
    UplinkConfig d = UplinkConfig.defaults();
    return new UplinkConfig(
        List.of(relays),
        tls,
        requestsMax,
        bytesMax,
        d.answerWithin(),
        d.dialWithin(),
        beaconEvery,
        silenceMax,
        d.backOffFirst(),
        d.backOffMax(),
        d.steadyAfter());
  }

  private Configs() {}
}
