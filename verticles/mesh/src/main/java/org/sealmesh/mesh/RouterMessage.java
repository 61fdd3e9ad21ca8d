package org.sealmesh.mesh;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.token.SignedToken;

/// What the router of the mesh is asked: to deliver, to remember which node holds which routing id,
/// to take rights back, to say that an origin is there, and how calls and nodes are.
public sealed interface RouterMessage {

  /// Delivers one envelope to every socket that is bound to any of the targets, at most once each.
  ///
  /// Order is kept per asker. What a socket misses, its browser fetches from the origin; so
  /// repeating is harmless.
  ///
  /// @param targets user routing ids, or one conversation's; at most 1,024
  record FanOut(List<RoutingId> targets, Envelope envelope)
      implements RouterMessage, Ask<FannedOut> {
    public static final int TARGETS_MAX = 1024;

    public FanOut {
      targets = List.copyOf(targets);
      if (targets.isEmpty() || targets.size() > TARGETS_MAX) {
        throw new IllegalArgumentException("a fan-out has 1 to 1,024 targets");
      }
    }
  }

  /// The combined answer of all nodes that hold a target.
  ///
  /// @param unacked nodes that did not answer in time, and, while the router has just started,
  ///   nodes that have not told it yet what they hold: the same fan-out, asked again, goes to them
  ///   too
  record FannedOut(Set<NodeId> unacked) {
    public FannedOut {
      unacked = Set.copyOf(unacked);
    }
  }

  /// Carries a browser's signal to the other sockets of the conversation. Told, never asked: it may
  /// be lost.
  ///
  /// @param source the socket it came from, on node `from`; that one does not get it back
  record Relayed(Signal signal, NodeId from, long source) implements RouterMessage {}

  /// Carries a call signal to the sockets of the user whom it is for. Told, never asked: it may be
  /// lost, and parties repeat what matters.
  ///
  /// @param grant of the caller, with an invite
  record PassOn(CallSignal signal, @Nullable SignedToken grant) implements RouterMessage {}

  /// From now on `node` holds sockets for `rid`. Asked before the browser hears `welcome` or
  /// `joined`.
  record Bind(NodeId node, RoutingId rid) implements RouterMessage, Ask<Bound> {}

  /// The binding stands: a fan-out that is asked after this, at whichever router that can be
  /// reached, reaches the node. When a router that could not be is back, the node's sockets are
  /// told to `resync`.
  record Bound() {}

  /// `node` holds no socket for `rid` any more.
  record Unbind(NodeId node, RoutingId rid) implements RouterMessage {}

  /// The relay of this node has heard an origin: its router tells the relays of all others. Told,
  /// never asked: it may be lost, and is said again as long as it is true.
  record OriginHeard() implements RouterMessage {}

  /// Hands a revocation, signed by the origin, to every relay.
  record Revoke(SignedToken revocation) implements RouterMessage, Ask<FannedOut> {}

  /// Asks all nodes of the mesh whom they have seen in a call. Who does not answer in time has seen
  /// nobody. What comes back carries no authority.
  record Sight(CallId call) implements RouterMessage, Ask<Sighted> {}

  /// Asks how the mesh is. The answer is for an operator's eyes.
  record GetVitals() implements RouterMessage, Ask<MeshVitals> {}

  /// What this process knows of the mesh: of its own cluster if it has a relay, else of its
  /// uplinks.
  ///
  /// @param nodes what the relays of this process' cluster say of themselves, in the order of their
  ///   names; none if the mesh is elsewhere
  /// @param silent members of the cluster whose relay did not answer in time
  /// @param links one for each relay of the configuration, in its order; none if the mesh is here
  record MeshVitals(List<NodeVitals> nodes, List<NodeId> silent, List<LinkVitals> links) {
    public MeshVitals {
      nodes = List.copyOf(nodes);
      silent = List.copyOf(silent);
      links = List.copyOf(links);
    }
  }
}
