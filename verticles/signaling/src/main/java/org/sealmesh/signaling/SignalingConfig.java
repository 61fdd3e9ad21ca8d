package org.sealmesh.signaling;

import java.time.Duration;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.signaling.media.MediaConfig;

/// What an operator may choose for signaling. [#DEFAULTS] says why each value is what it is.
///
/// @param partiesMax parties of calls that this node knows at a time; beyond it they are refused
/// @param partiesPerSocketMax and by one socket: the tabs of a browser share one
/// @param absenceMax how long a party is remembered whose socket is gone
/// @param endedKept how long one that has ended is, since its last words may be said again
/// @param seenMax calls of which this node remembers who was in them, for an origin that was away
/// @param seenKept and for how long after the last one was; 0 if not at all
/// @param media the media servers of group calls
public record SignalingConfig(
    int partiesMax,
    int partiesPerSocketMax,
    Duration absenceMax,
    Duration endedKept,
    int seenMax,
    Duration seenKept,
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
          // An hour's worth of a site of thousands; some 400 bytes each.
          10_000,
          // An origin is rarely away for longer, and what a node knows of calls it can be made to
          // tell.
          Duration.ofHours(1),
          MediaConfig.DEFAULTS);

  public SignalingConfig {
    if (partiesMax < 1 || partiesPerSocketMax < 1) {
      throw new IllegalArgumentException("partiesMax and partiesPerSocketMax are at least 1");
    }
    atMostMinutes(absenceMax, "absenceMax");
    atMostMinutes(endedKept, "endedKept");
    if (seenMax < 1) {
      throw new IllegalArgumentException("seenMax is at least 1");
    }
    if (seenKept.isNegative() || seenKept.compareTo(Sighting.AGO_MAX) > 0) {
      throw new IllegalArgumentException("seenKept is between 0 and 4 h");
    }
  }

  private static void atMostMinutes(Duration value, String name) {
    if (value.isNegative() || value.toMinutes() > 10) {
      throw new IllegalArgumentException(name + " is between 0 and 10 min");
    }
  }
}
