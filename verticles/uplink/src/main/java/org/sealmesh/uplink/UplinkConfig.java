package org.sealmesh.uplink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealmesh.mesh.uplink.UplinkTls;

/// Which relays an origin dials, and how. The section `uplink`. [#defaults] says why each value is
/// what it is.
///
/// @param relays `mesh=wss://host:port` for each; those of one mesh share a directory. None: the
///   origin has its router on its own bus
/// @param tls certificate, key and authority
/// @param requestsMax requests of one link that may be unanswered; beyond it the asker hears that
///   there is no room
/// @param bytesMax bytes of them, however few they are
/// @param answerWithin after which a request counts as unacknowledged. Longer than a router waits
///   for its relays, shorter than an asker waits for the uplink
/// @param dialWithin for the connection, the handshake and the challenge, each
/// @param beaconEvery how often a relay hears that the origin is there
/// @param silenceMax after which a link that leaves beacons or requests unanswered is closed
/// @param backOffFirst the wait before the first new try; each further one is twice as long
/// @param backOffMax and no longer than this, each times a random 0.5 … 1.5
/// @param steadyAfter how long a link must have stood for the waits to begin anew
public record UplinkConfig(
    List<String> relays,
    UplinkTls tls,
    int requestsMax,
    int bytesMax,
    Duration answerWithin,
    Duration dialWithin,
    Duration beaconEvery,
    Duration silenceMax,
    Duration backOffFirst,
    Duration backOffMax,
    Duration steadyAfter) {
  private static final int BYTES_MIN = 256 * 1024;

  public UplinkConfig {
    relays = List.copyOf(relays);
    List<RelayAddress> read = relays.stream().map(RelayAddress::parse).toList();
    require(new HashSet<>(read).size() == read.size(), "relays must name each relay once");
    require(requestsMax >= 1, "requestsMax must be at least 1");
    require(bytesMax >= BYTES_MIN, "bytesMax must be at least 262144");
    for (Duration d : List.of(answerWithin, dialWithin, beaconEvery, backOffFirst, steadyAfter)) {
      require(d.isPositive(), "every duration must be longer than zero");
    }
    require(backOffMax.compareTo(backOffFirst) >= 0, "backOffMax must be at least backOffFirst");
    require(
        beaconEvery.multipliedBy(2).compareTo(silenceMax) <= 0,
        "silenceMax must be at least twice beaconEvery");
  }

  public static UplinkConfig defaults() {
    return new UplinkConfig(
        List.of(),
        new UplinkTls(
            Path.of("tls", "uplink.pem"),
            Path.of("tls", "uplink.key"),
            Path.of("tls", "authority.pem")),
        // What the outbox has on its way at a time, and as much again for all else.
        512,
        // Some eighty of the largest frames: what a far end that reads nothing can make us hold.
        4 * 1024 * 1024,
        // A router answers within two seconds, whatever its relays do.
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(3),
        // Three beacons and a pause of the relay's garbage collector.
        Duration.ofSeconds(10),
        Duration.ofMillis(500),
        // A relay that comes back takes no browsers before it hears an origin; a try costs little.
        Duration.ofSeconds(5),
        Duration.ofSeconds(60));
  }

  /// Whether there is anything to dial.
  public boolean isOn() {
    return !relays.isEmpty();
  }

  /// The relays of each mesh, in the order of the configuration.
  Map<String, List<RelayAddress>> meshes() {
    Map<String, List<RelayAddress>> meshes = new LinkedHashMap<>();
    for (String relay : relays) {
      RelayAddress address = RelayAddress.parse(relay);
      meshes.merge(
          address.mesh(),
          List.of(address),
          (some, more) -> java.util.stream.Stream.concat(some.stream(), more.stream()).toList());
    }
    return meshes;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
