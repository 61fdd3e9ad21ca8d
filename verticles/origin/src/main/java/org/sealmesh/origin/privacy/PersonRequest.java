package org.sealmesh.origin.privacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.JobId;

/// What somebody has asked for about her data, as administrators see it: that, and how far it is.
///
/// @param name of who asked; null if she is erased
/// @param done entries or events, of about `total`
public record PersonRequest(
    JobId id,
    Kind kind,
    Export.State state,
    Instant requestedAt,
    long done,
    long total,
    @Nullable String name) {

  public enum Kind {
    /// A copy of her data.
    @JsonProperty("export")
    EXPORT,
    /// To be erased, before she has confirmed it.
    @JsonProperty("erasure-asked")
    ERASURE_ASKED,
    /// To be erased, confirmed. Ready: it is done, and this is the record of it.
    @JsonProperty("erasure")
    ERASURE
  }
}
