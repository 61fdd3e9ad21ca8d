package org.sealmesh.origin;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How members come, and by which routing id events travel.
public enum ConversationKind {
  /// Exactly two users, for ever; at most one per pair. A user may also have one with herself.
  @JsonProperty("direct")
  DIRECT,
  /// Members are added by members; events go to their users' routing ids.
  @JsonProperty("group")
  GROUP,
  /// Anyone may join; events go to the conversation's routing id, bound by pass.
  @JsonProperty("room")
  ROOM
}
