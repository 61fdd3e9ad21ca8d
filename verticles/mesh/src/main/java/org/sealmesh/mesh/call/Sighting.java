package org.sealmesh.mesh.call;

import java.time.Duration;

/// From when to when a node has seen a party in a call: chosen, connected or in its room, on one of
/// the node's sockets. Who only rings is not seen.
///
/// Carries no authority. Any member of the cluster, and any relay at the far end of an uplink, can
/// make it up; times are ages, so that nobody's clock matters.
///
/// @param first how long ago it was seen first; 0 … [#AGO_MAX]
/// @param last how long ago it was seen last, at most `first`; next to nothing if it is there now
public record Sighting(PartyId party, Duration first, Duration last) {
  /// No node remembers for longer.
  public static final Duration AGO_MAX = Duration.ofHours(4);

  public Sighting {
    if (last.isNegative() || last.compareTo(first) > 0 || first.compareTo(AGO_MAX) > 0) {
      throw new IllegalArgumentException("0 <= last <= first <= 4 hours");
    }
  }

  /// The same party, as two nodes have seen it.
  Sighting and(Sighting other) {
    return new Sighting(
        party,
        first.compareTo(other.first) > 0 ? first : other.first,
        last.compareTo(other.last) < 0 ? last : other.last);
  }
}
