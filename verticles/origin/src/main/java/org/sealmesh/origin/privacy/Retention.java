package org.sealmesh.origin.privacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.JobId;

/// How long the site keeps what people write and who was in their calls, and what its last run
/// deleted or its next one would delete.
///
/// @param nextAt when the next run begins, at the earliest; while one goes on, the one after it
/// @param last the latest run; null before the first
/// @param preview the latest count of what would go; null if there is none
public record Retention(Ages ages, Instant nextAt, @Nullable Run last, @Nullable Run preview) {

  /// How old things get. A conversation may have an age of its own, and the shorter one holds.
  ///
  /// @param direct events of direct conversations; null: they are kept for ever, as below
  /// @param groups events of groups
  /// @param rooms events of rooms
  /// @param callRecords who was in a call that is over, and when; that there was one goes with the
  ///   conversation's events
  /// @param guests who came that long ago and cannot come back, since no session of theirs is left:
  ///   they are erased
  public record Ages(
      @Nullable Duration direct,
      @Nullable Duration groups,
      @Nullable Duration rooms,
      @Nullable Duration callRecords,
      @Nullable Duration guests) {}

  /// One run, or one count.
  ///
  /// @param at as of when: what was older then goes
  /// @param counts so far, until it is done
  public record Run(JobId id, State state, Instant at, Counts counts) {}

  /// Where it stands.
  public enum State {
    @JsonProperty("waiting")
    WAITING,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("done")
    DONE,
    /// It was begun again and again, and never came to its end; the site's log says why.
    @JsonProperty("failed")
    FAILED
  }

  /// What a run deleted, or would.
  ///
  /// @param conversations of which something goes
  /// @param events of them
  /// @param calls of which it is forgotten who was in them
  /// @param guests who are erased: their erasures follow, each as a job of its own
  /// @param held conversations and guests of which something would go if they were not on hold
  public record Counts(long conversations, long events, long calls, long guests, long held) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    public Counts plus(Counts more) {
      return new Counts(
          conversations + more.conversations,
          events + more.events,
          calls + more.calls,
          guests + more.guests,
          held + more.held);
    }
  }
}
