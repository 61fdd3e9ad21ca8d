package org.sealmesh.relay.router.state;

import java.util.Collection;
import java.util.UUID;
import org.sealmesh.mesh.RoutingId;

/// Tells two sets of routing ids apart without sending them.
///
/// Whoever knows the salt beforehand can make another set with the same digest: so it is drawn anew
/// for each comparison, and says nothing about the next one.
final class Digest {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  /// The same for the same routing ids in any order.
  static long of(Collection<RoutingId> rids, long salt) {
    long sum = 0;
    for (RoutingId rid : rids) {
      UUID value = rid.value();
      sum +=
          mix(mix(value.getMostSignificantBits() + salt) + value.getLeastSignificantBits() + STEP);
    }
    return sum;
  }

  /// The finishing steps of SplitMix64 (Steele, Lea, Flood 2014): every bit in changes about half
  /// of the bits out.
  private static long mix(long bits) {
    long z = bits;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private Digest() {}
}
