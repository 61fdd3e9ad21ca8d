package org.sealmesh.origin.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Why a member is one no more.
public enum RemovalReason {
  @JsonProperty("left")
  LEFT,
  @JsonProperty("removed")
  REMOVED,
  /// Removed, and may not join again.
  @JsonProperty("banned")
  BANNED
}
