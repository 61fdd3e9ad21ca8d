package org.sealmesh.signaling;

import java.time.Duration;
import org.sealmesh.signaling.media.MediaConfig;

/// What an operator may choose for signaling. [#DEFAULTS] says why each value is what it is.
///
/// @param partiesMax parties of calls that this node knows at a time; beyond it they are refused
/// @param partiesPerSocketMax and by one socket: the tabs of a browser share one
/// @param absenceMax how long a party is remembered whose socket is gone
/// @param endedKept how long one that has ended is, since its last words may be said again
/// @param media the media servers of group calls
public record SignalingConfig(
    int partiesMax,
    int partiesPerSocketMax,
    Duration absenceMax,
    Duration endedKept,
    MediaConfig media) {

  public static final SignalingConfig DEFAULTS =
      new SignalingConfig(
          // As many as sockets; some 400 bytes each.
          10_000,
          // A call rings in every tab.
          64,
          // Longer than a browser takes to come back; after it, one says anew where one stands.
          Duration.ofSeconds(30),
          // As long as a signal may be on its way.
          Duration.ofSeconds(60),
          MediaConfig.DEFAULTS);

  public SignalingConfig {
    if (partiesMax < 1 || partiesPerSocketMax < 1) {
      throw new IllegalArgumentException("partiesMax and partiesPerSocketMax are at least 1");
    }
    atMostMinutes(absenceMax, "absenceMax");
    atMostMinutes(endedKept, "endedKept");
  }

  private static void atMostMinutes(Duration value, String name) {
    if (value.isNegative() || value.toMinutes() > 10) {
      throw new IllegalArgumentException(name + " is between 0 and 10 min");
    }
  }
}
