package org.sealmesh.relay.uplink.state;

import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.uplink.RelayFrame;
import org.sealmesh.mesh.uplink.Violation;

/// What a [PeerState] wants done.
public sealed interface PeerAction {
  /// Write a frame to the origin.
  record Send(RelayFrame frame) implements PeerAction {}

  /// Ask the router; the answer goes to [PeerState#onAnswer].
  record FanOut(long id, RouterMessage.FanOut fanOut) implements PeerAction {}

  /// Ask the router; the answer goes to [PeerState#onAnswer].
  record Revoke(long id, RouterMessage.Revoke revoke) implements PeerAction {}

  /// Ask the router; the answer goes to [PeerState#onSighted].
  record Sight(long id, RouterMessage.Sight sight) implements PeerAction {}

  /// The origin was heard.
  record NoteBeacon() implements PeerAction {}

  /// End the connection. Always the last action that a state asks for.
  record Close(Violation violation) implements PeerAction {}
}
