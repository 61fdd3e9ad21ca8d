package org.sealmesh.mesh;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallPhase;
import org.sealmesh.mesh.call.CallRefusal;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighted;
import org.sealmesh.mesh.media.MediaAnswer;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;

/// What the relay of a node tells the signaling of the same node. It has checked who speaks:
/// signature, ticket and revocations are not looked at again.
public sealed interface SignalingMessage {

  /// A party shows its right to take part in a call, or a newer one.
  ///
  /// @param socket by which the party is reached; unique on this node
  /// @param user whose ticket the socket has: the grant's own user, or whom it calls
  /// @param device as the ticket says
  /// @param phase where it stands, if it comes from another node
  record Attend(
      long socket,
      RoutingId user,
      DeviceId device,
      PartyId party,
      Claims.Grant grant,
      SignedToken token,
      @Nullable CallPhase phase)
      implements SignalingMessage, Ask<Attendance> {}

  /// The outcome of [Attend].
  sealed interface Attendance {}

  /// What the party says is passed on from now on.
  record Attending(CallId call, Instant expires) implements Attendance {}

  record NotAttending(CallRefusal why) implements Attendance {}

  /// A party says something, on a socket of the sender and device that the signal names.
  record Say(long socket, CallSignal signal) implements SignalingMessage, Ask<Saying> {}

  /// The outcome of [Say].
  sealed interface Saying {}

  /// It is on its way. Whether it arrives is known by what comes back.
  record PassedOn() implements Saying {}

  record NotPassedOn(CallRefusal why) implements Saying {}

  /// A party of a group's call wants something of the media server, on a socket by which it
  /// attends.
  record Want(long socket, CallId call, PartyId party, MediaRequest request)
      implements SignalingMessage, Ask<MediaAnswer> {}

  /// Asks whom this node has seen in a call.
  record Sight(CallId call) implements SignalingMessage, Ask<Sighted> {}

  /// Somebody on this node is about to hear this.
  record Heard(CallSignal signal) implements SignalingMessage {}

  /// The socket is closed.
  record SocketGone(long socket) implements SignalingMessage {}

  /// The origin has taken something back.
  record Revoked(Claims.Revocation revocation) implements SignalingMessage {}
}
