package org.sealmesh.mesh;

import java.util.List;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.token.SignedToken;

/// What the routers tell the relay of one node. Any member of the cluster can send these: none
/// gives it a right, and each costs a bounded effort.
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

  /// Tells every open socket to `resync`, spread over some time: a delivery may have passed them
  /// by. A socket that has not been told yet is told once, however often this is asked.
  record Resync() implements RelayMessage, Ask<Resyncing> {}

  /// The sockets will be told.
  record Resyncing() {}

  /// Names revocations that are in force here, oldest first.
  ///
  /// @param after the [Recalled#next] of the answer before; 0 to begin
  record Recall(long after) implements RelayMessage, Ask<Recalled> {}

  /// A page of revocations.
  ///
  /// @param revocations at most [PeerMessage#TOKENS_MAX]; none if there are no more
  record Recalled(List<SignedToken> revocations, long next) {
    public Recalled {
      revocations = List.copyOf(revocations);
    }
  }
}
