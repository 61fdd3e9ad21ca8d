package org.sealmesh.mesh.media;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a line of a party's media is of. A party sends at most one of each.
public enum Line {
  @JsonProperty("microphone")
  MICROPHONE,
  @JsonProperty("camera")
  CAMERA,
  @JsonProperty("screen")
  SCREEN
}
