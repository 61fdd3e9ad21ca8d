package org.sealmesh.mesh.uplink;

/// What no honest far end of an uplink does. The connection ends with it.
public enum Violation {
  /// A frame of text, a part of a fragmented frame, a ping or a pong: an uplink has whole binary
  /// frames and nothing else.
  FOREIGN_FRAME,
  /// More than 64 KiB.
  TOO_LARGE,
  /// Not one of the vocabulary's records.
  MALFORMED,
  /// A record that has no place in the conversation at this point.
  OUT_OF_TURN,
  /// An answer to an id that was not asked, or was answered before; a request whose id is not the
  /// next one.
  UNKNOWN_ID,
  /// More requests than the credit allows.
  OVER_CREDIT,
  /// A challenge that was not answered, or not by the origin.
  NOT_THE_ORIGIN,
  /// Something was due and did not come.
  LATE
}
