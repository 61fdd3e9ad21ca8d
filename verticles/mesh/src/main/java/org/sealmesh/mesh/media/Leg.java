package org.sealmesh.mesh.media;

import com.fasterxml.jackson.annotation.JsonProperty;

/// One of the two connections between a party and the media server.
public enum Leg {
  /// By which the party sends; it offers.
  @JsonProperty("publish")
  PUBLISH,
  /// By which it receives; the media server offers.
  @JsonProperty("subscribe")
  SUBSCRIBE
}
