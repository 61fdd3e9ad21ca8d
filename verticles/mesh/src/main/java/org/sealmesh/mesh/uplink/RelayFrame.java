package org.sealmesh.mesh.uplink;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Set;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.mesh.token.Fresh;

/// What a relay says to an origin over an uplink. Carries no authority: at worst it delays or drops
/// what the origin wanted delivered.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RelayFrame.Challenge.class, name = "challenge"),
  @JsonSubTypes.Type(value = RelayFrame.Open.class, name = "open"),
  @JsonSubTypes.Type(value = RelayFrame.FannedOut.class, name = "fanned-out"),
  @JsonSubTypes.Type(value = RelayFrame.Seen.class, name = "seen"),
  @JsonSubTypes.Type(value = RelayFrame.Unavailable.class, name = "unavailable"),
  @JsonSubTypes.Type(value = RelayFrame.Heard.class, name = "heard")
})
public sealed interface RelayFrame {

  /// The first frame: prove that you are the origin, on this connection.
  record Challenge(Fresh nonce) implements RelayFrame {}

  /// The answer was right: requests may come.
  ///
  /// @param creditMax requests that may be unanswered at a time, 1 … 65,536
  record Open(int creditMax) implements RelayFrame {
    public static final int CREDIT_MAX = 65_536;

    public Open {
      if (creditMax < 1 || creditMax > CREDIT_MAX) {
        throw new IllegalArgumentException("a credit is between 1 and 65,536");
      }
    }
  }

  /// Answers a fan-out or a revocation.
  ///
  /// @param unacked nodes that did not acknowledge, at most 256 of them: to the origin it matters
  ///   whether there are any
  record FannedOut(long id, Set<NodeId> unacked) implements RelayFrame {
    public static final int UNACKED_MAX = 256;

    public FannedOut {
      unacked = Set.copyOf(unacked);
      if (unacked.size() > UNACKED_MAX) {
        throw new IllegalArgumentException("at most 256 nodes are named");
      }
    }
  }

  /// Answers a sight, with what the nodes of the mesh say.
  ///
  /// @param parties as those of [Sighted]
  record Seen(long id, List<Sighting> parties) implements RelayFrame {
    public Seen {
      parties = new Sighted(parties).parties();
    }
  }

  /// Answers a request that the router of the mesh did not answer: whether it was done is unknown.
  record Unavailable(long id) implements RelayFrame {}

  /// Answers a beacon, and says how the relay is.
  ///
  /// @param vitals shown to an operator as what the relay says, and believed by nobody else
  record Heard(long id, NodeVitals vitals) implements RelayFrame {}
}
