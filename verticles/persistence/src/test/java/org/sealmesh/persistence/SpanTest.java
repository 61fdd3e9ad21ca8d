package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.ConversationId;

/// What is read for many who ask for different events.
final class SpanTest {
  private static final ConversationId A = new ConversationId(new UUID(0, 1));
  private static final ConversationId B = new ConversationId(new UUID(-1, 1));

  @Test
  void whatOverlapsOrTouchesIsReadOnce() {
    assertThat(Span.covering(List.of(a(5, 9), a(1, 4), a(8, 12), a(2, 3))))
        .containsExactly(a(1, 12));
  }

  @Test
  void whatNobodyAskedForIsNotRead() {
    assertThat(Span.covering(List.of(a(1, 4), a(6, 9), a(3, 2)))).containsExactly(a(1, 4), a(6, 9));
  }

  @Test
  void conversationsAreReadApart() {
    assertThat(Span.covering(List.of(new Span(B, 1, 9), a(1, 9))))
        .containsExactlyInAnyOrder(a(1, 9), new Span(B, 1, 9));
  }

  @Test
  void coversExactlyWhatWasAskedFor() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      List<Span> asked = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        int from = random.nextInt(40);
        ConversationId of = random.nextBoolean() ? A : B;
        asked.add(new Span(of, from, from + random.nextInt(8) - 2));
      }
      List<Span> covering = Span.covering(asked);
      assertThat(places(covering)).as("seed %d", seed).isEqualTo(places(asked));
      assertThat(covering.stream().mapToLong(Span::events).sum())
          .as("seed %d: nothing twice", seed)
          .isEqualTo(places(asked).size());
    }
  }

  private static Set<String> places(List<Span> spans) {
    Set<String> places = new HashSet<>();
    for (Span span : spans) {
      LongStream.rangeClosed(span.from(), span.to())
          .forEach(seq -> places.add(span.conversation().text() + seq));
    }
    return places;
  }

  private static Span a(long from, long to) {
    return new Span(A, from, to);
  }
}
