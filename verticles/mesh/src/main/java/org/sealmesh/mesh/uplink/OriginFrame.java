package org.sealmesh.mesh.uplink;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.token.SignedToken;

/// What an origin says to a relay over an uplink.
///
/// Requests carry ids, 1, 2, 3 … per connection; each is answered once, in any order. Nothing is
/// asked before the challenge is answered, and never more at a time than [RelayFrame.Open] grants.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OriginFrame.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = OriginFrame.FanOut.class, name = "fan-out"),
  @JsonSubTypes.Type(value = OriginFrame.Revoke.class, name = "revoke"),
  @JsonSubTypes.Type(value = OriginFrame.Sight.class, name = "sight"),
  @JsonSubTypes.Type(value = OriginFrame.Beacon.class, name = "beacon")
})
public sealed interface OriginFrame {

  /// The first frame: the relay's nonce, signed by the origin, see
  /// [org.sealmesh.mesh.token.Claims.Uplink].
  record Answer(SignedToken token) implements OriginFrame {}

  /// As [RouterMessage.FanOut]. One with many targets and a large envelope is said in several
  /// frames, each with a part of the targets.
  record FanOut(long id, List<RoutingId> targets, Envelope envelope) implements OriginFrame {
    public FanOut {
      targets = List.copyOf(targets);
      if (targets.isEmpty() || targets.size() > RouterMessage.FanOut.TARGETS_MAX) {
        throw new IllegalArgumentException("a fan-out has 1 to 1,024 targets");
      }
    }
  }

  /// As [RouterMessage.Revoke].
  record Revoke(long id, SignedToken revocation) implements OriginFrame {}

  /// As [RouterMessage.Sight].
  record Sight(long id, CallId call) implements OriginFrame {}

  /// The origin is there. Said every few seconds; answered like a request, beside the credit.
  record Beacon(long id) implements OriginFrame {}
}
