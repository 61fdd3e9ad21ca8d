package org.sealmesh.origin.persistence;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.persistence.JobCommand.Found;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.Trace;

/// Erasing a person: the wish, its confirmation, and the work, trace by trace.
///
/// A wish is a job ([JobCommand]) that counts; confirmed, the same row is the job that erases.
/// Every piece of the work can be done again, by anybody, and then finds less or nothing.
public sealed interface ErasureCommand extends PersistenceMessage {

  /// Begins to count, durably; while there is a wish of hers, that is it.
  record OpenErasure(UserId user) implements ErasureCommand, Ask<ErasureFound> {}

  /// Her wish, unless it was confirmed.
  record FindErasure(UserId user) implements ErasureCommand, Ask<ErasureSearch> {}

  /// Forgets the wish, unless it was confirmed.
  record CancelErasure(UserId user) implements ErasureCommand, Ask<Found> {}

  /// From now on she is nobody: in one transaction, durably, the wish becomes the work, her
  /// sessions are over, and her account has no name, no address and no way in any more.
  record ConfirmErasure(UserId user, JobId job) implements ErasureCommand, Ask<Confirming> {}

  /// The conversations that she is in, or was, in the order of their ids.
  ///
  /// @param after where the page before ended; null for the first
  record ListTenures(UserId user, @Nullable String after, int limit)
      implements ErasureCommand, Ask<Tenures> {}

  /// Counts or erases the next of one trace.
  ///
  /// @param messages what becomes of what she wrote
  /// @param after where the page before ended; null for the first
  /// @param limit 1 … 1,000 rows are looked at
  record WalkTrace(
      UserId user, Trace trace, Act act, ErasedMessages messages, @Nullable String after, int limit)
      implements ErasureCommand, Ask<Walking> {}

  /// Whether anything is changed.
  enum Act {
    COUNT,
    ERASE
  }

  /// The outcome of [FindErasure].
  sealed interface ErasureSearch permits ErasureFound, NoErasure {}

  /// @param result null until it is counted
  /// @param expires null until it is counted or failed
  record ErasureFound(
      JobId job,
      Export.State state,
      Instant requestedAt,
      long done,
      long total,
      @Nullable String result,
      @Nullable Instant expires)
      implements ErasureSearch {}

  record NoErasure() implements ErasureSearch {}

  /// The outcome of [ConfirmErasure].
  sealed interface Confirming permits Confirmed, NotCounted, OnHold, NothingToConfirm {}

  /// @param rid what she was called in the mesh: her tickets have to be revoked
  record Confirmed(RoutingId rid) implements Confirming {}

  /// It is not counted yet, or that failed.
  record NotCounted() implements Confirming {}

  /// Something of hers must be kept for now ([org.sealmesh.origin.privacy.LegalHold]).
  record OnHold() implements Confirming {}

  /// She has no such wish, or has confirmed it before.
  record NothingToConfirm() implements Confirming {}

  /// @param next where the next page begins; null if this was the last
  record Tenures(List<Tenure> tenures, @Nullable String next) {
    public Tenures {
      tenures = List.copyOf(tenures);
    }
  }

  record Tenure(ConversationId conversation, Presence presence) {}

  /// Whether somebody is in a conversation.
  enum Presence {
    MEMBER,
    FORMER
  }

  /// The outcome of [WalkTrace].
  sealed interface Walking permits Walked, MemberAgain {}

  /// @param found how many there were, as [org.sealmesh.origin.privacy.Erasure.Counts] counts them
  /// @param looked rows, of those that the estimate counts
  /// @param next where the next page begins; null if this was the last
  record Walked(long found, long looked, @Nullable String next) implements Walking {}

  /// Somebody took her into a group in the very moment in which she was erased: she is to leave
  /// once more. Nothing was changed.
  record MemberAgain() implements Walking {}
}
