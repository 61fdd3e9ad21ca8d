package org.sealmesh.signaling.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.SignalingMessage.Attend;
import org.sealmesh.mesh.call.CallRefusal;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TokenVerifier;

/// One party of one call, on a socket of this node.
final class Seat {
  /// No signal is believed longer than this after it was sealed.
  static final Duration VALID_MAX = Duration.ofSeconds(60);

  private final RoutingId user;
  private final DeviceId device;
  private final PartyId party;
  private Claims.Grant grant;
  private SignedToken token;
  private CallRole role;
  private Stage stage;
  private long counter = -1;
  private long socket;
  private boolean isGone;
  private long sinceNs;

  Seat(Attend attend, long nowNs) {
    this.user = attend.user();
    this.device = attend.device();
    this.party = attend.party();
    this.grant = attend.grant();
    this.token = attend.token();
    this.role = roleOf(attend);
    this.stage = Stage.of(attend.phase());
    this.socket = attend.socket();
    this.sinceNs = nowNs;
  }

  /// A grant says what its own user is in the call; whoever is called by it is the other one.
  private static CallRole roleOf(Attend attend) {
    boolean isOwn = attend.grant().user().equals(attend.user());
    CallRole named = attend.grant().role();
    if (isOwn || named.isOfGroup()) {
      return named;
    }
    return named == CallRole.CALLER ? CallRole.CALLEE : CallRole.CALLER;
  }

  /// It shows its right again: by another socket, with a newer grant, or with a word on where it
  /// stands that this node has not heard of.
  void renew(Attend attend, long nowNs) {
    if (!attend.grant().expires().isBefore(grant.expires())) {
      grant = attend.grant();
      token = attend.token();
      role = roleOf(attend);
    }
    if (attend.phase() != null) {
      stage = Stage.of(attend.phase());
    }
    socket = attend.socket();
    isGone = false;
    sinceNs = nowNs;
  }

  /// Whether somebody else's device drew the same name.
  boolean isOf(Attend attend) {
    return user.equals(attend.user()) && device.equals(attend.device());
  }

  /// The party says something.
  ///
  /// @return why not; empty if it may be passed on, which has changed where it stands
  Optional<CallRefusal> say(CallSignal signal, long from, Instant now, long nowNs) {
    boolean isHere =
        !isGone
            && socket == from
            && signal.device().equals(device)
            && signal.sender().equals(user)
            && signal.conversation().equals(grant.conversation())
            && mayReach(signal.to());
    if (!isHere) {
      return Optional.of(CallRefusal.NOT_ATTENDING);
    }
    if (!now.isBefore(grant.expires().plus(TokenVerifier.LEEWAY))) {
      return Optional.of(CallRefusal.GRANT_EXPIRED);
    }
    if (!isFresh(signal, now)) {
      return Optional.of(CallRefusal.STALE);
    }
    Optional<Stage> next = stage.afterSaying(signal.type(), role);
    if (next.isEmpty()) {
      return Optional.of(CallRefusal.OUT_OF_STATE);
    }
    counter = signal.counter();
    go(next.get(), nowNs);
    return Optional.empty();
  }

  /// Whether it takes part in a group's call here and now, on that socket.
  Optional<CallRole> attendance(long from, Instant now) {
    boolean isHere =
        !isGone
            && socket == from
            && role.isOfGroup()
            && stage != Stage.ENDED
            && now.isBefore(grant.expires().plus(TokenVerifier.LEEWAY));
    return isHere ? Optional.of(role) : Optional.empty();
  }

  private boolean isFresh(CallSignal signal, Instant now) {
    return signal.counter() > counter
        && now.isBefore(signal.expires().plus(TokenVerifier.LEEWAY))
        && !signal.expires().isAfter(now.plus(VALID_MAX).plus(TokenVerifier.LEEWAY));
  }

  /// The party is about to hear this.
  void hear(CallSignal signal, long nowNs) {
    boolean isFromOther =
        signal.to().equals(user)
            && mayReach(signal.sender())
            && signal.conversation().equals(grant.conversation());
    if (isFromOther) {
      go(stage.afterHearing(signal.type(), role, signal.toParty().equals(party)), nowNs);
    }
  }

  private void go(Stage next, long nowNs) {
    if (next != stage) {
      stage = next;
      sinceNs = nowNs;
    }
  }

  void onSocketGone(long nowNs) {
    isGone = true;
    sinceNs = nowNs;
  }

  /// Whether the origin took back what the party is here by.
  boolean isVoidedBy(Claims.Revocation revocation) {
    return grant.conversation().equals(revocation.conversation())
        && (revocation.covers(user, device, grant.generation())
            || revocation.covers(grant.user(), grant.device(), grant.generation()));
  }

  /// Whether there is nothing left to remember.
  boolean isOver(long absenceMaxNs, long endedKeptNs, long nowNs) {
    long forNs = nowNs - sinceNs;
    return isGone && forNs >= absenceMaxNs || stage == Stage.ENDED && forNs >= endedKeptNs;
  }

  /// Whether it was in a call when its socket went.
  boolean isMissed() {
    return isGone && stage.isAnswered();
  }

  /// Whether it is in a call here: no node sees whose socket is gone.
  boolean isInCall() {
    return !isGone && stage.isAnswered();
  }

  /// Of two, the other one. In a group's call whoever it is: this node knows no members, and who is
  /// none cannot open what is said.
  private boolean mayReach(RoutingId whom) {
    if (role.isOfGroup()) {
      return true;
    }
    return whom.equals(grant.user().equals(user) ? grant.to() : grant.user());
  }

  @Nullable SignedToken inviteToken(CallSignal signal) {
    return signal.type() == CallSignal.Type.INVITE ? token : null;
  }

  long socket() {
    return socket;
  }

  RoutingId user() {
    return user;
  }

  Seats.Name name() {
    return new Seats.Name(grant.call(), party);
  }

  Instant expires() {
    return grant.expires();
  }
}
