package org.sealmesh.privacy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.origin.persistence.RetentionCommand.AgedPage;
import org.sealmesh.origin.privacy.Retention.Counts;

/// How far a run of deleting by age, or a count for it, has come.
///
/// @param stage what it goes through; null once it is through
/// @param after where the next page begins; null for its first
/// @param counts so far
record RetentionPlace(@Nullable Stage stage, @Nullable String after, Counts counts) {
  static final RetentionPlace BEGINNING = new RetentionPlace(Stage.EVENTS, null, Counts.NONE);

  /// In this order.
  enum Stage {
    EVENTS,
    CALLS,
    GUESTS
  }

  RetentionPlace past(AgedPage page) {
    Counts found = counts.plus(page.found());
    return page.next() != null
        ? new RetentionPlace(stage, page.next(), found)
        : new RetentionPlace(following(stage), null, found);
  }

  private static @Nullable Stage following(@Nullable Stage stage) {
    int next = stage == null ? Stage.values().length : stage.ordinal() + 1;
    return next < Stage.values().length ? Stage.values()[next] : null;
  }

  String text() {
    return new String(Wire.json().write(this), StandardCharsets.UTF_8);
  }

  /// Nothing if it is not what [#text] writes: then all is gone through once more, which does no
  /// harm.
  static Optional<RetentionPlace> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Wire.json().read(text.getBytes(StandardCharsets.UTF_8), RetentionPlace.class));
    } catch (Wire.Malformed other) {
      return Optional.empty();
    }
  }
}
