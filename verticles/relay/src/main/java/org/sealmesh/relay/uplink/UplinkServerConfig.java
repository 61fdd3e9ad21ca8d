package org.sealmesh.relay.uplink;

import java.nio.file.Path;
import java.time.Duration;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.UplinkTls;

/// Where a relay lets origins in. The section `uplink` of a relay-only process. [#DEFAULTS] says
/// why each value is what it is.
///
/// @param mesh the name by which origins know this mesh: what they sign for another name is refused
///   here. Empty: no port is opened, and no origin reaches this process
/// @param host the address to listen on
/// @param port the port, of its own; 0 takes a free one
/// @param tls certificate, key and authority
/// @param diallersMax connections at a time, those without an answer to the challenge included
/// @param creditMax requests of one origin that may be unanswered at a time
/// @param answerWithin how long a dialler has for the challenge
/// @param silenceMax after which an uplink without a beacon is closed
public record UplinkServerConfig(
    String mesh,
    String host,
    int port,
    UplinkTls tls,
    int diallersMax,
    int creditMax,
    Duration answerWithin,
    Duration silenceMax) {

  public static final UplinkServerConfig DEFAULTS =
      new UplinkServerConfig(
          "",
          // A first start must not open a port to the network by surprise.
          "127.0.0.1",
          8443,
          new UplinkTls(
              Path.of("tls", "uplink.pem"),
              Path.of("tls", "uplink.key"),
              Path.of("tls", "authority.pem")),
          // A few origin nodes, each with an old connection that is ending, and room for strangers
          // who get no further than the handshake.
          64,
          // What the outbox of one origin has on its way at a time, with as much again for
          // revocations and pointers.
          512,
          // A signature and a slow round trip are far below a second.
          Duration.ofSeconds(5),
          // Three beacons and a pause of the origin's garbage collector.
          Duration.ofSeconds(10));

  public UplinkServerConfig {
    if (!mesh.matches("[a-z0-9-]{0,24}")) {
      throw new IllegalArgumentException("mesh must have up to 24 characters of [a-z0-9-]");
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must be an address, such as 127.0.0.1 or 0.0.0.0");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 … 65535");
    }
    if (diallersMax < 1) {
      throw new IllegalArgumentException("diallersMax must be at least 1");
    }
    if (creditMax < 1 || creditMax > RelayFrame.Open.CREDIT_MAX) {
      throw new IllegalArgumentException("creditMax must be 1 … 65536");
    }
    between(1, answerWithin, 60, "answerWithin");
    between(2, silenceMax, 300, "silenceMax");
  }

  /// Whether there is a port to open.
  public boolean isOn() {
    return !mesh.isEmpty();
  }

  private static void between(int minSeconds, Duration value, int maxSeconds, String name) {
    if (value.compareTo(Duration.ofSeconds(minSeconds)) < 0
        || value.compareTo(Duration.ofSeconds(maxSeconds)) > 0) {
      throw new IllegalArgumentException(
          name + " must be between " + minSeconds + " s and " + maxSeconds + " s");
    }
  }
}
