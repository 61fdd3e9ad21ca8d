package org.sealmesh.origin.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Ask;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.JobCommand.Found;
import org.sealmesh.origin.privacy.Export;
import org.sealmesh.origin.privacy.LegalHold;
import org.sealmesh.origin.privacy.Retention.Ages;
import org.sealmesh.origin.privacy.Retention.Counts;

/// Deleting by age: when a run is due, the work page by page, and what is kept otherwise.
///
/// A run is a job ([JobCommand]). Every piece of the work can be done again, by anybody, and then
/// finds less or nothing.
public sealed interface RetentionCommand extends PersistenceMessage {

  /// Begins a run, durably, unless one is open or the last one began less than this ago.
  record OpenRun(Duration every) implements RetentionCommand, Ask<RunsFound> {}

  /// Begins to count what a run would delete, durably; while somebody counts, that is it.
  ///
  /// @param by the administrator, as in all that is written down of one
  record OpenPreview(UserId by) implements RetentionCommand, Ask<RunsFound> {}

  record FindRuns() implements RetentionCommand, Ask<RunsFound> {}

  /// Goes on in the order of the conversations' ids until enough of them were looked at, or
  /// something of one was deleted.
  ///
  /// @param at what is older then by an age goes
  /// @param after where the page before ended; null for the first
  /// @param limit 1 … 1,000 conversations are looked at, and as many events deleted
  record WalkEvents(Ages ages, Instant at, Act act, @Nullable String after, int limit)
      implements RetentionCommand, Ask<AgedPage> {}

  /// The same for who was in calls that are over.
  ///
  /// @param before when they ended
  record WalkCalls(Instant before, Act act, @Nullable String after, int limit)
      implements RetentionCommand, Ask<AgedPage> {}

  /// The same for guests who have no session any more: from then on each is nobody, in one
  /// transaction, durably, and what is left of her is an erasure's.
  ///
  /// @param before when they came
  record WalkGuests(Instant before, Act act, @Nullable String after, int limit)
      implements RetentionCommand, Ask<AgedPage> {}

  /// Gives a conversation an age of its own; the answer says whether it is there.
  ///
  /// @param keptFor null takes it away
  record KeepFor(ConversationId conversation, @Nullable Duration keptFor, UserId by)
      implements RetentionCommand, Ask<Found> {}

  /// Holds it, durably, from now on; what a run is deleting in that very moment may still go. The
  /// answer says whether there is such a conversation or person. Held again, nothing changes.
  record SetHold(LegalHold.Kind kind, LegalHold.SubjectId subject, UserId by)
      implements RetentionCommand, Ask<Found> {}

  /// The answer says whether it was held.
  record LiftHold(LegalHold.Kind kind, LegalHold.SubjectId subject, UserId by)
      implements RetentionCommand, Ask<Found> {}

  /// The oldest first.
  ///
  /// @param limit 1 … 1,000
  record ListHolds(int limit) implements RetentionCommand, Ask<HoldsFound> {}

  /// The outcome of [OpenRun], [OpenPreview] and [FindRuns].
  ///
  /// @param last null before the first run
  /// @param preview null if nobody has counted, or it is too long ago
  record RunsFound(@Nullable RunFound last, @Nullable RunFound preview) {}

  /// @param checkpoint what its runner saved last; null if it has saved nothing, or has finished
  /// @param result null until it is finished
  record RunFound(
      JobId job,
      Export.State state,
      Instant requestedAt,
      @Nullable String checkpoint,
      @Nullable String result) {}

  /// @param found what was deleted, or would be; a conversation counts when it is done with
  /// @param next where the next page begins; null if this was the last
  record AgedPage(Counts found, @Nullable String next) {}

  record HoldsFound(List<LegalHold> holds) {
    public HoldsFound {
      holds = List.copyOf(holds);
    }
  }
}
