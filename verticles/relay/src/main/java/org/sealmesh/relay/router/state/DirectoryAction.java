package org.sealmesh.relay.router.state;

import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.PeerMessage;

/// What a [DirectoryState] wants done, in the order of the list it stands in.
public sealed interface DirectoryAction {
  /// Ask the router of another node; the answer goes to [DirectoryState#onHeard], a failure to
  /// [DirectoryState#onFailure]. There need be neither: the state has a time limit of its own.
  ///
  /// @param ticket to be given back with the answer
  record Tell(NodeId peer, long ticket, PeerMessage.Statement statement)
      implements DirectoryAction {}

  /// Hand the revocations in force here to another node, then say [DirectoryState#onHandedOver].
  record HandOver(NodeId peer, long ticket) implements DirectoryAction {}

  /// Answer the bind that was given this number: the binding stands.
  record Answer(long bind) implements DirectoryAction {}

  /// A delivery may have passed this node by: have its sockets `resync`.
  record Resync() implements DirectoryAction {}
}
