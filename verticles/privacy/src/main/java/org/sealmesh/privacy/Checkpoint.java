package org.sealmesh.privacy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.privacy.Section;

/// How far an export has come: what is read next, and what has been written.
///
/// What is written is a row of segments, one for each page that was not empty. A segment's name has
/// its number and the fence of its writer, and a checkpoint says how many segments belong to whom:
/// so a runner that was thought dead and goes on writing writes nothing that anybody reads.
///
/// @param section the one that is read; null once all have been
/// @param after where its next page begins; null for its first
/// @param done entries that were written
/// @param total how many there seemed to be
/// @param tenures who wrote the segments, in their order
record Checkpoint(
    @Nullable Section section,
    @Nullable String after,
    long done,
    long total,
    List<Tenure> tenures) {
  Checkpoint {
    tenures = List.copyOf(tenures);
  }

  /// @param segments how many in a row are the one's with this fence
  record Tenure(long fence, int segments) {}

  /// @param number from 0 on
  record Segment(int number, long fence) {}

  static Checkpoint beginning(long total) {
    return new Checkpoint(Section.values()[0], null, 0, total, List.of());
  }

  /// After a page of the section has been written by whoever has the fence; one without entries is
  /// not written.
  Checkpoint past(PersonPage page, long fence) {
    Section read = reading();
    String next = page.next();
    Section then = next == null ? following(read) : read;
    List<Tenure> now = page.entries().isEmpty() ? tenures : oneMore(fence);
    return new Checkpoint(then, next, done + page.entries().size(), total, now);
  }

  /// @throws IllegalStateException if everything has been read
  Section reading() {
    if (section == null) {
      throw new IllegalStateException("everything has been read");
    }
    return section;
  }

  private static @Nullable Section following(Section section) {
    int next = section.ordinal() + 1;
    return next < Section.values().length ? Section.values()[next] : null;
  }

  private List<Tenure> oneMore(long fence) {
    List<Tenure> now = new ArrayList<>(tenures);
    boolean goesOn = !now.isEmpty() && now.getLast().fence() == fence;
    int segments = goesOn ? now.removeLast().segments() : 0;
    now.add(new Tenure(fence, segments + 1));
    return now;
  }

  /// The one that whoever has the fence writes next.
  Segment next(long fence) {
    return new Segment(tenures.stream().mapToInt(Tenure::segments).sum(), fence);
  }

  /// In the order in which they were written.
  List<Segment> segments() {
    List<Segment> all = new ArrayList<>();
    for (Tenure tenure : tenures) {
      for (int i = 0; i < tenure.segments(); i++) {
        all.add(new Segment(all.size(), tenure.fence()));
      }
    }
    return all;
  }

  String text() {
    return new String(Wire.json().write(this), StandardCharsets.UTF_8);
  }

  /// Nothing if it is not what [#text] writes.
  static Optional<Checkpoint> parse(String text) {
    try {
      return Optional.of(Wire.json().read(text.getBytes(StandardCharsets.UTF_8), Checkpoint.class));
    } catch (Wire.Malformed other) {
      return Optional.empty();
    }
  }
}
