package org.sealmesh.relay.router;

import java.time.Duration;
import org.sealmesh.bus.StartFailure;

/// What an operator may choose for the router. [#DEFAULTS] says why each value is what it is.
///
/// @param ackTimeout how long a relay may take to put an envelope into its sockets' buffers, or to
///   apply a revocation, before its node is named as unacked. Must be shorter than what the asker
///   waits for the router
/// @param peerTimeout how long another node's router may take to answer, and how long a bind waits
///   for all of them, before it is passed over and told everything anew
/// @param batchWindow for how long changes are collected before they are told
/// @param checkEvery how often a peer is asked what it keeps of this node, on average
/// @param leftGrace how long the holdings of a node that has left are kept
/// @param settleTimeout how long a router that starts waits for the others' revocations before it
///   binds anyone
/// @param ridsPerNodeMax what one node may claim to hold; beyond it nothing more is taken from it
public record RouterConfig(
    Duration ackTimeout,
    Duration peerTimeout,
    Duration batchWindow,
    Duration checkEvery,
    Duration leftGrace,
    Duration settleTimeout,
    int ridsPerNodeMax) {

  public static final RouterConfig DEFAULTS =
      new RouterConfig(
          // A healthy relay needs milliseconds; two seconds outlast a pause of its garbage
          // collector.
          Duration.ofSeconds(2),
          // The same pause, and a browser that waits for its welcome does not notice it.
          Duration.ofSeconds(2),
          // A thousand browsers that come back within a second share 200 messages to each peer, and
          // none waits noticeably longer for its welcome.
          Duration.ofMillis(5),
          // A lie, or a bug, lasts that long at most; 10,000 routing ids are compared in less than
          // a
          // millisecond.
          Duration.ofSeconds(30),
          // A node that flaps comes back within seconds; longer, and each fan-out to a dead node's
          // users would go unacknowledged and be repeated.
          Duration.ofSeconds(10),
          // Others need milliseconds to hand a usual number over; no browser should wait longer for
          // a node that hangs.
          Duration.ofSeconds(5),
          // 10,000 sockets, each in 20 conversations: 17 MB, see the README.
          200_000);

  public RouterConfig {
    between(1, ackTimeout, Duration.ofMinutes(1), "ackTimeout");
    between(1, peerTimeout, Duration.ofMinutes(1), "peerTimeout");
    between(1, batchWindow, Duration.ofSeconds(1), "batchWindow");
    between(1_000, checkEvery, Duration.ofHours(1), "checkEvery");
    between(0, leftGrace, Duration.ofMinutes(10), "leftGrace");
    between(0, settleTimeout, Duration.ofMinutes(1), "settleTimeout");
    if (ridsPerNodeMax < 1) {
      throw new IllegalArgumentException("ridsPerNodeMax must be at least 1");
    }
  }

  /// Checks, before anything is opened, that whoever asks the router to bind waits until it
  /// answers: otherwise browsers would be sent away from a node that has just started.
  ///
  /// @param askTimeout how long every ask of the process waits
  /// @throws StartFailure if that is too short
  public void requireAskTimeout(Duration askTimeout) {
    Duration bindMax = settleTimeout.plus(peerTimeout);
    if (askTimeout.compareTo(bindMax) <= 0) {
      throw new StartFailure(
          "process.askTimeout (%d ms) must be longer than router.settleTimeout and router.peerTimeout"
                  .formatted(askTimeout.toMillis())
              + " together (%d ms)".formatted(bindMax.toMillis()));
    }
    if (askTimeout.compareTo(ackTimeout) <= 0) {
      throw new StartFailure(
          "process.askTimeout (%d ms) must be longer than router.ackTimeout (%d ms)"
              .formatted(askTimeout.toMillis(), ackTimeout.toMillis()));
    }
  }

  private static void between(long minMs, Duration value, Duration max, String name) {
    if (value.toMillis() < minMs || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "%s is between %d ms and %d s".formatted(name, minMs, max.toSeconds()));
    }
  }
}
