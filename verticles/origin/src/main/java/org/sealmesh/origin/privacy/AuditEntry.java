package org.sealmesh.origin.privacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.privacy.LegalHold.SubjectId;

/// Something that an administrator did about what the site keeps. Written down in the transaction
/// in which it was done.
///
/// @param actorName as she is called now; null once she is erased
/// @param kind what the subject is; null if the act has none, as of the three below
/// @param subjectName of a person, or of a group or room that has a title
/// @param keptFor the age that a conversation was given
public record AuditEntry(
    Instant at,
    Act act,
    UserId actor,
    @Nullable String actorName,
    LegalHold.@Nullable Kind kind,
    @Nullable SubjectId subject,
    @Nullable String subjectName,
    @Nullable Duration keptFor) {

  public enum Act {
    @JsonProperty("hold-set")
    HOLD_SET,
    @JsonProperty("hold-lifted")
    HOLD_LIFTED,
    /// A conversation was given an age of its own.
    @JsonProperty("age-set")
    AGE_SET,
    @JsonProperty("age-unset")
    AGE_UNSET,
    /// What a run would delete was counted.
    @JsonProperty("previewed")
    PREVIEWED
  }
}
