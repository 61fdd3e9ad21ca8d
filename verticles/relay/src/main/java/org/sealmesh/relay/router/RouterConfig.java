package org.sealmesh.relay.router;

import java.time.Duration;

/// What an operator may choose for the router.
///
/// @param ackTimeout how long a relay may take to put an envelope into its sockets' buffers, or to
///   apply a revocation, before its node is named as unacked. Must be shorter than what the asker
///   waits for the router
public record RouterConfig(Duration ackTimeout) {
  /// A healthy relay needs milliseconds; two seconds outlast a pause of its garbage collector.
  public static final RouterConfig DEFAULTS = new RouterConfig(Duration.ofSeconds(2));

  public RouterConfig {
    if (ackTimeout.toMillis() < 1 || ackTimeout.toMinutes() > 1) {
      throw new IllegalArgumentException("ackTimeout is between 1 ms and 1 min");
    }
  }
}
