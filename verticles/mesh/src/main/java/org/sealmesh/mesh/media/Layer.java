package org.sealmesh.mesh.media;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Which of a camera's sizes is wanted (simulcast, RFC 8853).
public enum Layer {
  /// Nothing for now: it is not on the screen.
  @JsonProperty("none")
  NONE,
  @JsonProperty("low")
  LOW,
  @JsonProperty("medium")
  MEDIUM,
  @JsonProperty("high")
  HIGH
}
