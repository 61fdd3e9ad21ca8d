package org.sealmesh.signaling.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.SignalingMessage.Attend;
import org.sealmesh.mesh.SignalingMessage.Attendance;
import org.sealmesh.mesh.SignalingMessage.Attending;
import org.sealmesh.mesh.SignalingMessage.NotAttending;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRefusal;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.signaling.SignalingConfig;

/// The parties of calls on the sockets of one node, and what each may say now. Bounded: a party
/// that finds no room is refused.
///
/// Decides for its own node's parties alone, from what they say and what is said to them here; so a
/// node that dies takes nothing along that the parties do not know better. Belongs to one event
/// loop; time comes with each call.
public final class Seats {
  private final SignalingConfig config;
  private final Map<CallId, Map<PartyId, Seat>> calls = new HashMap<>();
  private final Map<Long, Set<Seat>> bySocket = new HashMap<>();
  private int count;

  public Seats(SignalingConfig config) {
    this.config = config;
  }

  /// Names a party.
  public record Name(CallId call, PartyId party) {}

  /// A party that takes part in a group's call.
  public record Attendee(Name name, RoutingId user, CallRole role) {}

  /// Whom [#onTick] has forgotten.
  ///
  /// @param missed how many of these were in a call
  public record Forgotten(List<Name> names, int missed) {}

  /// What becomes of something said.
  public sealed interface Verdict {
    /// @param grant goes with it, if it is an invite
    record PassOn(@Nullable SignedToken grant) implements Verdict {}

    record Refuse(CallRefusal why) implements Verdict {}
  }

  public Attendance attend(Attend attend, long nowNs) {
    CallId call = attend.grant().call();
    Seat seat = calls.getOrDefault(call, Map.of()).get(attend.party());
    if (seat == null) {
      if (count >= config.partiesMax() || !hasRoom(attend.socket())) {
        return new NotAttending(CallRefusal.TOO_MANY);
      }
      seat = new Seat(attend, nowNs);
      calls.computeIfAbsent(call, opened -> new HashMap<>()).put(attend.party(), seat);
      count++;
    } else if (seat.isOf(attend)) {
      leaveSocket(seat);
      seat.renew(attend, nowNs);
    } else {
      return new NotAttending(CallRefusal.TOO_MANY);
    }
    bySocket.computeIfAbsent(attend.socket(), first -> new HashSet<>()).add(seat);
    return new Attending(call, seat.expires());
  }

  private boolean hasRoom(long socket) {
    return bySocket.getOrDefault(socket, Set.of()).size() < config.partiesPerSocketMax();
  }

  public Verdict say(long socket, CallSignal signal, Instant now, long nowNs) {
    Seat seat = calls.getOrDefault(signal.call(), Map.of()).get(signal.party());
    if (seat == null) {
      return new Verdict.Refuse(CallRefusal.NOT_ATTENDING);
    }
    Optional<CallRefusal> why = seat.say(signal, socket, now, nowNs);
    return why.isPresent()
        ? new Verdict.Refuse(why.get())
        : new Verdict.PassOn(seat.inviteToken(signal));
  }

  public void hear(CallSignal signal, long nowNs) {
    calls.getOrDefault(signal.call(), Map.of()).values().forEach(seat -> seat.hear(signal, nowNs));
  }

  /// The party, if it takes part in a group's call on that socket and its grant has not ended.
  public Optional<Attendee> attendee(long socket, CallId call, PartyId party, Instant now) {
    Seat seat = calls.getOrDefault(call, Map.of()).get(party);
    return seat == null
        ? Optional.empty()
        : seat.attendance(socket, now).map(role -> new Attendee(seat.name(), seat.user(), role));
  }

  /// @return who was reached by it
  public List<Name> onSocketGone(long socket, long nowNs) {
    Set<Seat> left = bySocket.remove(socket);
    if (left == null) {
      return List.of();
    }
    left.forEach(seat -> seat.onSocketGone(nowNs));
    return left.stream().map(Seat::name).toList();
  }

  /// Forgets whom the origin has put out.
  ///
  /// @return them
  public List<Name> onRevoked(Claims.Revocation revocation) {
    return removeIf(seat -> seat.isVoidedBy(revocation)).stream().map(Seat::name).toList();
  }

  /// Who is in a call on a socket of this node.
  public Stream<Name> inCalls() {
    return calls.values().stream()
        .flatMap(parties -> parties.values().stream())
        .filter(Seat::isInCall)
        .map(Seat::name);
  }

  /// Forgets who has ended or has not come back.
  public Forgotten onTick(long nowNs) {
    long absenceMaxNs = config.absenceMax().toNanos();
    long endedKeptNs = config.endedKept().toNanos();
    List<Seat> over = removeIf(seat -> seat.isOver(absenceMaxNs, endedKeptNs, nowNs));
    int missed = (int) over.stream().filter(Seat::isMissed).count();
    return new Forgotten(over.stream().map(Seat::name).toList(), missed);
  }

  private List<Seat> removeIf(Predicate<Seat> isOver) {
    List<Seat> removed = new ArrayList<>();
    calls
        .values()
        .removeIf(parties -> {
          parties
              .values()
              .removeIf(seat -> {
                boolean isLeaving = isOver.test(seat);
                if (isLeaving) {
                  leaveSocket(seat);
                  count--;
                  removed.add(seat);
                }
                return isLeaving;
              });
          return parties.isEmpty();
        });
    return removed;
  }

  private void leaveSocket(Seat seat) {
    bySocket.computeIfPresent(
        seat.socket(),
        (socket, seats) -> {
          seats.remove(seat);
          return seats.isEmpty() ? null : seats;
        });
  }

  /// Parties that are known.
  public int size() {
    return count;
  }
}
