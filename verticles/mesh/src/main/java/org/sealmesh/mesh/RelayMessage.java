package org.sealmesh.mesh;

import java.util.List;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.token.SignedToken;

/// What the router tells the relay of one node.
public sealed interface RelayMessage {

  /// Writes the envelope to every local socket that is bound to any of the targets, once each.
  record Deliver(List<RoutingId> targets, Envelope envelope)
      implements RelayMessage, Ask<Delivered> {
    public Deliver {
      targets = List.copyOf(targets);
    }
  }

  /// The envelope is in the buffers of the sockets. Whether a browser reads it is known to the
  /// browser alone.
  record Delivered() {}

  /// Writes the signal to the local sockets bound to its conversation, but not to socket `source`
  /// of node `from`.
  record DeliverSignal(Signal signal, NodeId from, long source) implements RelayMessage {}

  /// Takes rights back, if the origin signed it: closes sockets or unbinds them, before it answers.
  record Revoke(SignedToken revocation) implements RelayMessage, Ask<Revoked> {}

  /// What of the revocation applied here is undone.
  record Revoked() {}
}
