package org.sealmesh.mesh;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.media.MediaEvent;
import org.sealmesh.mesh.token.SignedToken;

/// What the routers tell the relay of one node. Any member of the cluster can send these: none
/// gives it a right, and each costs a bounded effort.
public sealed interface RelayMessage {

  /// Writes the envelope to every local socket that is bound to any of the targets, once each.
  ///
  /// Fits [Limits#FRAME_BYTES_MAX], with what the bus puts around it.
  ///
  /// @param targets at most [#targetsMax]
  record Deliver(List<RoutingId> targets, Envelope envelope)
      implements RelayMessage, Ask<Delivered> {
    /// A target in CBOR: its 16 bytes and what says that there are 16.
    private static final int TARGET_BYTES = 17;

    /// What of a message is neither target nor envelope: some 60 bytes of ours, and up to 300 of
    /// the bus, which names sender, address, answer's address and record; and room to spare.
    private static final int OVERHEAD_BYTES = 1024;

    public Deliver {
      targets = List.copyOf(targets);
      if (targets.size() > targetsMax(envelope)) {
        throw new IllegalArgumentException("more targets than fit a frame beside the envelope");
      }
    }

    /// How many targets one message may have; a fan-out's 1,024 unless the envelope is among the
    /// largest.
    public static int targetsMax(Envelope envelope) {
      return (Limits.FRAME_BYTES_MAX - OVERHEAD_BYTES - envelope.length()) / TARGET_BYTES;
    }

    /// As few messages as it takes, each with a part of the targets. A socket that is bound to
    /// targets of two parts gets the envelope twice, which changes nothing for its browser.
    public static List<Deliver> of(List<RoutingId> targets, Envelope envelope) {
      int max = targetsMax(envelope);
      if (targets.size() <= max) {
        return List.of(new Deliver(targets, envelope));
      }
      List<Deliver> parts = new ArrayList<>();
      for (int from = 0; from < targets.size(); from += max) {
        int to = Math.min(targets.size(), from + max);
        parts.add(new Deliver(targets.subList(from, to), envelope));
      }
      return parts;
    }
  }

  /// The envelope is in the buffers of the sockets. Whether a browser reads it is known to the
  /// browser alone.
  record Delivered() {}

  /// Writes the signal to the local sockets bound to its conversation, but not to socket `source`
  /// of node `from`.
  record DeliverSignal(Signal signal, NodeId from, long source) implements RelayMessage {}

  /// Writes the call signal to the local sockets of the user whom it is for.
  ///
  /// @param grant of the caller, with an invite
  record DeliverCall(CallSignal signal, @Nullable SignedToken grant) implements RelayMessage {}

  /// Writes what the media server tells a party to the local sockets of its user. Sent by the
  /// signaling of the same node.
  record DeliverMedia(RoutingId user, CallId call, PartyId party, MediaEvent event)
      implements RelayMessage {}

  /// Takes rights back, if the origin signed it: closes sockets or unbinds them, before it answers.
  record Revoke(SignedToken revocation) implements RelayMessage, Ask<Revoked> {}

  /// What of the revocation applied here is undone.
  record Revoked() {}

  /// Tells every open socket to `resync`, spread over some time: a delivery may have passed them
  /// by. A socket that has not been told yet is told once, however often this is asked.
  record Resync() implements RelayMessage, Ask<Resyncing> {}

  /// The sockets will be told.
  record Resyncing() {}

  /// Another relay of the mesh has heard an origin, which reaches this one by the same way. Told,
  /// never asked, every few seconds as long as it is true.
  record OriginHeard() implements RelayMessage {}

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

  /// Asks whom the node has seen in a call: nobody, if it knows nothing of calls.
  record Sight(CallId call) implements RelayMessage, Ask<Sighted> {}

  /// Asks how the node is. The answer is for an operator's eyes.
  record GetVitals() implements RelayMessage, Ask<NodeVitals> {}
}
