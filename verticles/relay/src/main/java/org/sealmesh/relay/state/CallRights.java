package org.sealmesh.relay.state;

import java.util.List;
import java.util.Optional;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.frame.ServerFrame.Refused.Code;
import org.sealmesh.mesh.media.MediaCodec;
import org.sealmesh.mesh.media.MediaRequest;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.Verification;

/// What one socket may do in calls (docs/PROTOCOL.md §9, "At a node"): who speaks is checked here;
/// whether what is said has a place in the call, the node's signaling decides.
final class CallRights {
  private final SocketRules rules;
  private final RateLimit says;
  private boolean hasAttended;

  CallRights(SocketRules rules) {
    this.rules = rules;
    var calls = rules.config().calls();
    this.says = new RateLimit(calls.perSecond(), calls.burst(), rules.clock().nanoTime());
  }

  List<SocketAction> onAttend(Claims.Ticket ticket, ClientFrame.Attend attend) {
    return switch (rules.tokens().grant(attend.grant())) {
      case Verification.Valid<Claims.Grant>(Claims.Grant grant) -> {
        if (!admits(grant, ticket)) {
          yield refuse(attend.ref(), Code.BAD_GRANT);
        }
        if (isVoid(grant, ticket)) {
          yield refuse(attend.ref(), Code.REVOKED);
        }
        hasAttended = true;
        yield List.of(new SocketAction.Attend(attend, grant, ticket));
      }
      case Verification.Expired<Claims.Grant> expired -> refuse(attend.ref(), Code.GRANT_EXPIRED);
      case Verification.Invalid<Claims.Grant> invalid -> refuse(attend.ref(), Code.BAD_GRANT);
    };
  }

  /// A grant is the device's own, of this very ticket; or it is the caller's, which calls this
  /// user.
  private static boolean admits(Claims.Grant grant, Claims.Ticket ticket) {
    return isOwn(grant, ticket) || ticket.user().equals(grant.to());
  }

  private static boolean isOwn(Claims.Grant grant, Claims.Ticket ticket) {
    return grant.user().equals(ticket.user())
        && grant.device().equals(ticket.device())
        && grant.ticketId().equals(ticket.ticketId());
  }

  /// Void for whoever signed up for the call, or for who shows it.
  private boolean isVoid(Claims.Grant grant, Claims.Ticket ticket) {
    Revocations revocations = rules.revocations();
    return revocations.voids(grant, rules.clock().now())
        || revocations.voids(
            new Revocations.Part(
                ticket.user(), ticket.device(), grant.conversation(), grant.generation()),
            rules.clock().now());
  }

  /// @return empty if it speaks in another's name
  Optional<List<SocketAction>> onSay(Claims.Ticket ticket, ClientFrame.Say say, long nowNs) {
    CallSignal signal = say.data();
    if (!signal.sender().equals(ticket.user()) || !signal.device().equals(ticket.device())) {
      return Optional.empty();
    }
    return Optional.of(within(say.ref(), nowNs, new SocketAction.Say(say.ref(), signal)));
  }

  /// @return empty if it is none that the protocol has
  Optional<List<SocketAction>> onMedia(ClientFrame.Media media, long nowNs) {
    try {
      MediaRequest request = MediaCodec.readRequest(media.data());
      return Optional.of(within(media.ref(), nowNs, new SocketAction.Want(media, request)));
    } catch (Wire.Malformed malformed) {
      return Optional.empty();
    }
  }

  private List<SocketAction> within(int ref, long nowNs, SocketAction wanted) {
    return says.tryTake(nowNs)
        ? List.of(wanted)
        : List.of(
            new SocketAction.Send(
                new ServerFrame.Refused(ref, Code.RATE, says.untilNext().toMillis() + 1)));
  }

  /// Whether signaling may know this socket.
  boolean hasAttended() {
    return hasAttended;
  }

  private static List<SocketAction> refuse(int ref, Code code) {
    return List.of(new SocketAction.Send(new ServerFrame.Refused(ref, code, null)));
  }
}
