package org.sealmesh.origin.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Id;

/// Something that must be kept as it is, whatever is deleted by age and whoever wants to be erased.
///
/// @param at since when
/// @param name of a person, or of a group or room that has a title
public record LegalHold(Kind kind, SubjectId subject, Instant at, @Nullable String name) {

  /// A conversation's id or a user's, as the kind says.
  public record SubjectId(UUID value) implements Id {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static SubjectId of(byte[] bytes) {
      return new SubjectId(Id.uuid(bytes));
    }

    /// @throws IllegalArgumentException if the text is not an id
    public static SubjectId parse(String text) {
      return new SubjectId(Id.uuid(text));
    }

    @Override
    public String toString() {
      return "SubjectId(…)";
    }
  }

  /// How much is kept.
  public enum Kind {
    @JsonProperty("conversation")
    CONVERSATION,
    /// Every conversation that she is in or was.
    @JsonProperty("person")
    PERSON
  }
}
