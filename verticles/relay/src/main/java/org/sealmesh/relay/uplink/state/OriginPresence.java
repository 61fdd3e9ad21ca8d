package org.sealmesh.relay.uplink.state;

import java.time.Duration;

/// Whether any origin was heard lately, over whichever uplink.
///
/// Begins as away: a relay that has just started knows of no origin yet.
public final class OriginPresence {
  private final long patienceNs;
  private boolean isHere;
  private long heardNs;

  /// @param patience how long after a beacon the origin counts as here
  public OriginPresence(Duration patience) {
    this.patienceNs = patience.toNanos();
  }

  /// What a beacon or the lack of one changed.
  public enum Change {
    NONE,
    /// No origin is heard: browsers should poll.
    DETACHED,
    /// An origin is heard, for the first time or again: browsers should sync.
    ATTACHED
  }

  public Change onBeacon(long nowNs) {
    heardNs = nowNs;
    if (isHere) {
      return Change.NONE;
    }
    isHere = true;
    return Change.ATTACHED;
  }

  /// Time has passed; asked about once a second.
  public Change onTick(long nowNs) {
    if (!isHere || nowNs - heardNs < patienceNs) {
      return Change.NONE;
    }
    isHere = false;
    return Change.DETACHED;
  }

  public boolean isHere() {
    return isHere;
  }
}
