package org.sealmesh.origin.persistence;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.sealmesh.bus.Ask;

/// How the database is, for an operator's eyes.
public sealed interface VitalsCommand extends PersistenceMessage {

  /// Answered from memory, also while the database is away.
  record GetVitals() implements VitalsCommand, Ask<Vitals> {}

  /// @param engine which database: `h2` or `mysql`
  /// @param waiting changes that wait for a commit
  record Vitals(String engine, State state, long waiting, CommitTimes commits) {}

  /// Whether the database answers.
  enum State {
    @JsonProperty("up")
    UP,
    @JsonProperty("down")
    DOWN
  }

  /// How long commits of changes took lately, from the first statement until they were durable.
  ///
  /// @param windowSeconds how long ago the oldest of them may be
  /// @param commits how many there were; with none, the others are 0
  /// @param medianMicros half of them were at most so long, to within a fifth
  /// @param p99Micros 99 of 100 were at most so long, to within a fifth
  /// @param maxMicros the longest, exactly
  record CommitTimes(
      long windowSeconds, long commits, long medianMicros, long p99Micros, long maxMicros) {}
}
