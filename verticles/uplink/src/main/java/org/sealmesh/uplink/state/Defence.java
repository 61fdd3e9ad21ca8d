package org.sealmesh.uplink.state;

/// What a test can take out of a [LinkState], to show what a rogue relay would get without it.
enum Defence {
  /// One challenge is signed for each connection.
  ONE_CHALLENGE,
  /// What answers nothing ends the connection.
  KNOWN_IDS,
  /// A request is answered once.
  ONE_ANSWER,
  /// A beacon's id answers no request.
  OWN_KIND
}
