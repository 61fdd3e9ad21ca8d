package org.sealmesh.persistence.ledger;

import static org.sealmesh.persistence.ledger.CallStanding.later;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.Ended;
import org.sealmesh.origin.persistence.CallCommand.Left;
import org.sealmesh.origin.persistence.CallCommand.Present;
import org.sealmesh.origin.persistence.CallCommand.SettledBy;

/// A call of two: one rings, the other one answers, and it is over when either says so.
///
/// @param answeredAt null if nobody has answered
/// @param heardAt the last time for which somebody in it was heard; at first when it was opened
/// @param dueAt from when on it ends by itself; null once it has ended
/// @param ending null while it is open
/// @param seats those who were in it: the caller, and who has answered
public record PairCall(
    CallId id,
    CallMedia media,
    UserId caller,
    Instant openedAt,
    @Nullable Instant answeredAt,
    Instant heardAt,
    @Nullable Instant dueAt,
    @Nullable Ending ending,
    List<Seat> seats)
    implements CallStanding {
  public PairCall {
    seats = List.copyOf(seats);
  }

  /// @param party which of her client objects is in it; null until one has said so
  public record Seat(UserId user, @Nullable PartyId party, Instant joinedAt) {}

  static PairCall opened(CallId id, CallMedia media, UserId caller, Instant at, Bounds bounds) {
    Seat seat = new Seat(caller, null, at);
    Instant due = at.plus(bounds.ringMax());
    return new PairCall(id, media, caller, at, null, at, due, null, List.of(seat));
  }

  /// @param callee the other one of the two
  PairCall heard(Said said, UserId callee, Bounds bounds) {
    if (ending != null) {
      return this;
    }
    return switch (said.word()) {
      case Answered answered -> answered(said, callee, bounds);
      case Present present -> present(said, bounds);
      // Of two, who leaves ends it: there is another word for that.
      case Left left -> this;
      case Ended ended -> ended(said, ended.reason());
    };
  }

  /// The first answer counts. One that came after the ringing was over is none.
  private PairCall answered(Said said, UserId callee, Bounds bounds) {
    if (answeredAt != null) {
      return present(said, bounds);
    }
    if (said.at().isAfter(openedAt.plus(bounds.ringMax()))) {
      return this;
    }
    List<Seat> taken = new ArrayList<>(seats);
    taken.add(new Seat(callee, null, said.at()));
    return new PairCall(
            id, media, caller, openedAt, said.at(), said.at(), dueAt, null, seated(taken, said))
        .awaited(said, bounds);
  }

  private PairCall present(Said said, Bounds bounds) {
    if (answeredAt == null || isAnotherParty(said)) {
      return this;
    }
    return new PairCall(
            id,
            media,
            caller,
            openedAt,
            answeredAt,
            later(heardAt, said.at()),
            dueAt,
            null,
            seated(seats, said))
        .awaited(said, bounds);
  }

  /// What is said late is said by somebody who is there now: the silence begins when it is heard.
  private PairCall awaited(Said said, Bounds bounds) {
    Instant due = later(said.heard().plus(bounds.silenceMax()), Objects.requireNonNull(dueAt));
    return new PairCall(id, media, caller, openedAt, answeredAt, heardAt, due, null, seats);
  }

  private PairCall ended(Said said, CallEndReason reason) {
    return (answeredAt == null ? endBefore(said, reason) : endAfter(said, reason))
        .map(meaning -> {
          Instant at = later(answeredAt == null ? openedAt : answeredAt, said.at());
          return with(new Ending(at, meaning, SettledBy.CONFIRMED));
        })
        .orElse(this);
  }

  /// What it means before an answer: the caller may end it, and whoever is called may decline. All
  /// else that she could say is what she has heard from the caller, whose word it is.
  private Optional<CallEndReason> endBefore(Said said, CallEndReason reason) {
    boolean byCaller = said.by().equals(caller);
    return switch (reason) {
      case HUNG_UP -> Optional.of(byCaller ? CallEndReason.CANCELLED : CallEndReason.REJECTED);
      case REJECTED, BUSY -> Optional.of(reason);
      case CANCELLED, NO_ANSWER, FAILED -> Optional.of(reason).filter(r -> byCaller);
      case LOST -> Optional.empty();
    };
  }

  /// And after the answer: it can be hung up or fail. A party that still speaks of the time before
  /// has either not heard of the answer and means the end, or is another device that declines what
  /// was answered elsewhere: that one ends nothing.
  private Optional<CallEndReason> endAfter(Said said, CallEndReason reason) {
    if (isAnotherParty(said)) {
      return Optional.empty();
    }
    boolean known = said.by().equals(caller) || said.party().equals(partyOf(said.by()));
    return switch (reason) {
      case HUNG_UP, FAILED -> Optional.of(reason);
      case REJECTED, BUSY, CANCELLED, NO_ANSWER ->
          Optional.of(CallEndReason.HUNG_UP).filter(r -> known);
      case LOST -> Optional.empty();
    };
  }

  /// Ended because nobody said anything: at the end of the ringing, or when somebody was last
  /// heard.
  @Override
  public PairCall timedOut(Instant now) {
    if (dueAt == null || !isOverdue(now)) {
      return this;
    }
    return with(
        answeredAt == null
            ? new Ending(dueAt, CallEndReason.NO_ANSWER, SettledBy.TIMED_OUT)
            : new Ending(heardAt, CallEndReason.LOST, SettledBy.TIMED_OUT));
  }

  /// The same, but that it ends when somebody was last seen; and two that were seen in it while it
  /// rang have answered it.
  ///
  /// @param seen each party once
  /// @param callee the other one of the two
  PairCall timedOut(Instant now, List<Seen> seen, UserId callee) {
    PairCall silent = timedOut(now);
    Instant answered = answeredAt == null ? bothSince(seen) : answeredAt;
    Instant last = seen.stream().map(Seen::last).reduce(heardAt, CallStanding::later);
    if (silent == this || answered == null || last.equals(heardAt)) {
      return silent;
    }
    List<Seat> taken = new ArrayList<>(seats);
    if (answeredAt == null) {
      taken.add(new Seat(callee, null, answered));
    }
    Ending end = new Ending(last, CallEndReason.LOST, SettledBy.REPORTED);
    return new PairCall(id, media, caller, openedAt, answered, last, null, end, taken);
  }

  /// When the second one was seen in it; null if none was while it rang.
  private @Nullable Instant bothSince(List<Seen> seen) {
    return seen.stream()
        .map(Seen::first)
        .sorted()
        .skip(1)
        .findFirst()
        .filter(second -> second.isBefore(dueAt))
        .orElse(null);
  }

  private PairCall with(Ending end) {
    return new PairCall(id, media, caller, openedAt, answeredAt, heardAt, null, end, seats);
  }

  private boolean isAnotherParty(Said said) {
    PartyId party = partyOf(said.by());
    return party != null && !party.equals(said.party());
  }

  private @Nullable PartyId partyOf(UserId user) {
    return seats.stream()
        .filter(seat -> seat.user().equals(user))
        .map(Seat::party)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static List<Seat> seated(List<Seat> seats, Said said) {
    return seats.stream()
        .map(seat ->
            seat.user().equals(said.by())
                ? new Seat(said.by(), said.party(), seat.joinedAt())
                : seat)
        .toList();
  }
}
