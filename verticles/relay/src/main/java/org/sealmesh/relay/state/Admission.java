package org.sealmesh.relay.state;

/// What the node says to a socket that wants a routing id bound.
public sealed interface Admission {
  /// The router knows; the socket holds a share of the node's binding until it detaches.
  record Admitted() implements Admission {}

  /// The user has as many sockets here as one user may have.
  record TooManySockets() implements Admission {}

  /// The router did not answer. Nothing is held.
  record Unavailable() implements Admission {}
}
