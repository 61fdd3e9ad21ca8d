package org.sealmesh.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.origin.UserId;

/// Lists of ids in statements.
final class InListTest {

  private static List<UserId> users(int count) {
    return IntStream.range(0, count).mapToObj(i -> new UserId(new UUID(i, i))).toList();
  }

  @Test
  void holdsAllIdsAndNoneTwice() {
    for (int count : List.of(1, 2, 4, 5, 100)) {
      InList in = InList.of(users(count));
      assertThat(in.values()).contains(users(count).toArray()).doesNotHaveDuplicates();
      assertThat(in.marks().chars().filter(mark -> mark == '?')).hasSize(in.values().length);
    }
  }

  @Test
  void fewTextsServeAllLengths() {
    Set<String> texts = new HashSet<>();
    IntStream.rangeClosed(1, 1024).forEach(count -> texts.add(InList.of(users(count)).marks()));
    assertThat(texts).hasSize(11).contains("(?)", "(?, ?)", "(?, ?, ?, ?)");
  }

  @Test
  void anEmptyOneIsNoStatement() {
    assertThatThrownBy(() -> InList.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
