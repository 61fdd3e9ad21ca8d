package org.sealmesh.origin.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Why a call is over.
public enum CallEndReason {
  /// It was answered, and somebody in it has ended it.
  @JsonProperty("hung-up")
  HUNG_UP,
  /// The one who was called did not want it.
  @JsonProperty("rejected")
  REJECTED,
  /// The one who was called was in another call.
  @JsonProperty("busy")
  BUSY,
  /// The caller took it back before there was an answer.
  @JsonProperty("cancelled")
  CANCELLED,
  /// It rang for as long as a call rings.
  @JsonProperty("no-answer")
  NO_ANSWER,
  /// Media could not be connected, or not again.
  @JsonProperty("failed")
  FAILED,
  /// It was answered, and nobody was heard of any more. Nobody but the origin says so.
  @JsonProperty("lost")
  LOST
}
