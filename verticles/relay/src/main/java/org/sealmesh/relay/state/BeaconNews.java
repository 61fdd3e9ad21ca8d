package org.sealmesh.relay.state;

import java.time.Duration;

/// When a relay that hears beacons passes that on to the others of its mesh: at once, but no more
/// often than one origin says them, however many origins it hears.
public final class BeaconNews {
  /// As often as an origin says a beacon (docs/PROTOCOL.md §8).
  public static final Duration EVERY = Duration.ofSeconds(3);

  private boolean wasPassedOn;
  private long passedOnNs;
  private boolean isWaiting;

  /// A beacon came over an uplink of this relay.
  ///
  /// @return whether to pass it on now
  public boolean onBeacon(long nowNs) {
    isWaiting = true;
    return isDue(nowNs);
  }

  /// Time has passed; asked about once a second.
  ///
  /// @return whether to pass on what came since the last time
  public boolean onTick(long nowNs) {
    return isDue(nowNs);
  }

  private boolean isDue(long nowNs) {
    if (!isWaiting || (wasPassedOn && nowNs - passedOnNs < EVERY.toNanos())) {
      return false;
    }
    isWaiting = false;
    wasPassedOn = true;
    passedOnNs = nowNs;
    return true;
  }
}
