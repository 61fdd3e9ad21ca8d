package org.sealmesh.privacy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.origin.persistence.ErasureCommand.Walked;
import org.sealmesh.origin.privacy.Erasure.Counts;
import org.sealmesh.origin.privacy.Trace;

/// How far an erasure, or what counts for it, has come.
///
/// @param trace the one that is gone through; null once all have been
/// @param after where its next page begins; null for its first
/// @param done rows that were looked at
/// @param total how many there seemed to be
/// @param counts what was found so far
record ErasurePlace(
    @Nullable Trace trace, @Nullable String after, long done, long total, Counts counts) {

  static ErasurePlace beginning(long total) {
    return new ErasurePlace(Trace.values()[0], null, 0, total, Counts.NONE);
  }

  /// @throws IllegalStateException if all is done
  Trace walking() {
    if (trace == null) {
      throw new IllegalStateException("everything has been gone through");
    }
    return trace;
  }

  ErasurePlace past(Walked page) {
    Trace walked = walking();
    return new ErasurePlace(
        page.next() == null ? following(walked) : walked,
        page.next(),
        done + page.looked(),
        total,
        counts.with(walked, page.found()));
  }

  /// What was found stays found.
  ErasurePlace backTo(Trace earlier) {
    return new ErasurePlace(earlier, null, done, total, counts);
  }

  private static @Nullable Trace following(Trace trace) {
    int next = trace.ordinal() + 1;
    return next < Trace.values().length ? Trace.values()[next] : null;
  }

  String text() {
    return new String(Wire.json().write(this), StandardCharsets.UTF_8);
  }

  /// Nothing if it is not what [#text] writes: then all is gone through once more, which does no
  /// harm.
  static Optional<ErasurePlace> parse(String text) {
    try {
      return Optional.of(
          Wire.json().read(text.getBytes(StandardCharsets.UTF_8), ErasurePlace.class));
    } catch (Wire.Malformed other) {
      return Optional.empty();
    }
  }
}
