package org.sealmesh.persistence.ledger;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.CallCommand.SettledBy;
import org.sealmesh.origin.persistence.CallCommand.Word;

/// A call as it stands while its conversation is locked, and what becomes of what is said of it.
/// What does not fit leaves it as it is: the same object.
public sealed interface CallStanding permits PairCall, GroupCall {
  CallId id();

  CallMedia media();

  /// Who has opened it.
  UserId caller();

  Instant openedAt();

  /// When two were in it first; null if they never were.
  @Nullable Instant answeredAt();

  /// The last time for which somebody in it was heard; at first when it was opened.
  Instant heardAt();

  /// From when on something of it ends by itself; null once it has ended.
  @Nullable Instant dueAt();

  /// Null while it is open.
  @Nullable Ending ending();

  /// What time alone makes of it: who was not heard for too long is not in it any more, and it ends
  /// if nobody is.
  CallStanding timedOut(Instant now);

  default boolean isOverdue(Instant now) {
    Instant due = dueAt();
    return due != null && !now.isBefore(due);
  }

  /// Milliseconds from the answer to the end; null if there was none of either.
  default @Nullable Long durationMs() {
    Instant answered = answeredAt();
    Ending end = ending();
    return answered == null || end == null
        ? null
        : (Long) Duration.between(answered, end.at()).toMillis();
  }

  /// @param ringMax how long nobody may answer, or come in
  /// @param silenceMax how long nobody in it may be heard; in a group's, each of its parties
  /// @param usersMax in a group's call at a time
  /// @param partiesOfOneMax client objects of one user in a group's call at a time
  record Bounds(Duration ringMax, Duration silenceMax, int usersMax, int partiesOfOneMax) {}

  record Ending(Instant at, CallEndReason reason, SettledBy settledBy) {}

  /// @param at when it was so
  /// @param heard when it was said, at the earliest when it was so
  record Said(UserId by, PartyId party, Word word, Instant at, Instant heard) {}

  /// What relays have seen of a party, and no more than their word. It keeps nothing open and ends
  /// nothing: it says until when somebody was there whom time puts out, and of a call of two that
  /// it was answered.
  ///
  /// @param first not before the call was opened
  /// @param last not before `first`
  record Seen(PartyId party, Instant first, Instant last) {}

  static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
