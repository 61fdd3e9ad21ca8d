package org.sealmesh.origin.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What becomes of what an erased person wrote: the site's choice.
public enum ErasedMessages {
  /// Each is a tombstone, and so are the titles that she gave, but for the one that holds now.
  @JsonProperty("deleted")
  DELETED,
  /// They stay as they are, without her name.
  @JsonProperty("kept")
  KEPT
}
