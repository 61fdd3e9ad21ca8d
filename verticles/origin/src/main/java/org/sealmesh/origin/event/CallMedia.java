package org.sealmesh.origin.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a call was opened for; who takes part may send less, or more.
public enum CallMedia {
  @JsonProperty("audio")
  AUDIO,
  @JsonProperty("video")
  VIDEO
}
