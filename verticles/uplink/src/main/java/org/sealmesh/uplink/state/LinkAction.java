package org.sealmesh.uplink.state;

import java.util.Set;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.Violation;

/// What a [LinkState] wants done, in the order of the list it stands in.
///
/// @param <A> who waits for an answer
public sealed interface LinkAction<A> {
  /// Open a connection.
  record Dial<A>() implements LinkAction<A> {}

  /// Have the challenge signed; the answer goes to [LinkState#onSigned].
  record Sign<A>(Fresh nonce) implements LinkAction<A> {}

  /// Write a frame to the relay.
  record Send<A>(OriginFrame frame) implements LinkAction<A> {}

  /// These nodes of the mesh did not acknowledge, and all others did, or so the relay says.
  record Answered<A>(A asker, Set<NodeId> unacked) implements LinkAction<A> {}

  /// These parties were seen in the call, or so the relay says.
  record Seen<A>(A asker, Sighted sighted) implements LinkAction<A> {}

  /// Whether it was done, or what there is to know, is unknown.
  record Lost<A>(A asker) implements LinkAction<A> {}

  /// End the connection, which is heard of no more.
  record Close<A>(Violation violation) implements LinkAction<A> {}
}
