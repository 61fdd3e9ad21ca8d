package org.sealmesh.mesh.call;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Where a party that comes from another node says it stands.
public enum CallPhase {
  @JsonProperty("ringing")
  RINGING,
  @JsonProperty("accepted")
  ACCEPTED,
  @JsonProperty("connecting")
  CONNECTING,
  @JsonProperty("active")
  ACTIVE
}
