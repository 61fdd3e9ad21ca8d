package org.sealmesh.mesh.call;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What somebody is in a call.
public enum CallRole {
  /// Of a call of two: rings, and chooses which party of the other one has answered.
  @JsonProperty("caller")
  CALLER,
  /// Of a call of two: is rung for.
  @JsonProperty("callee")
  CALLEE,
  /// Of a group's call: may also mute, put out and end it for all.
  @JsonProperty("host")
  HOST,
  /// Of a group's call.
  @JsonProperty("participant")
  PARTICIPANT;

  /// Whether it is one of a group's call, where nobody in particular is called.
  public boolean isOfGroup() {
    return switch (this) {
      case CALLER, CALLEE -> false;
      case HOST, PARTICIPANT -> true;
    };
  }
}
