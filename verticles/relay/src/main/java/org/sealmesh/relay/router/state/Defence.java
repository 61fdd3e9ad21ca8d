package org.sealmesh.relay.router.state;

/// What a simulation can take out of a [DirectoryState], to show that it would be missed.
enum Defence {
  /// A bind is answered only when the peers know it, or are known to have missed it.
  BIND_BEFORE_WELCOME,
  /// Who has missed something is told everything anew, and the sockets hear `resync` then.
  REASSERTION
}
