package org.sealmesh.relay.state;

import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.mesh.token.Claims;

/// What a [SocketState] wants done, in the order of the list it stands in.
public sealed interface SocketAction {
  /// Write a frame to the browser.
  record Send(ServerFrame frame) implements SocketAction {}

  /// Close the socket and forget it. Always the last action that a state asks for, except [Detach].
  record Close(CloseCode code) implements SocketAction {}

  /// Have the user's routing id bound at the router; the answer goes to [SocketState#onAdmission].
  record Admit(RoutingId user) implements SocketAction {}

  /// Have a conversation's routing id bound at the router; the answer goes to [SocketState#onJoin].
  record Join(RoutingId conversation) implements SocketAction {}

  /// From now on frames for the routing id go to this socket.
  record Attach(RoutingId rid) implements SocketAction {}

  /// Frames for the routing id no longer go to this socket, and its share of the node's binding
  /// ends.
  record Detach(RoutingId rid) implements SocketAction {}

  /// Hand a signal to the router.
  record Relay(Signal signal) implements SocketAction {}

  /// Ask the node's signaling to let a party take part in a call; the answer goes to
  /// [SocketState#onAnswered].
  record Attend(ClientFrame.Attend frame, Claims.Grant grant, Claims.Ticket ticket)
      implements SocketAction {}

  /// Hand a call signal to the node's signaling; a refusal goes to [SocketState#onAnswered].
  record Say(int ref, CallSignal signal) implements SocketAction {}

  /// Ask the node's signaling for what a party wants of the media server; the answer goes to
  /// [SocketState#onAnswered].
  record Want(ClientFrame.Media frame, MediaRequest request) implements SocketAction {}
}
