package org.sealmesh.persistence.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;

/// What is remembered of memberships, and for how long.
final class RosterCacheTest {
  private final RosterCache cache = new RosterCache(10, 1000);

  private static ConversationId id(long n) {
    return new ConversationId(new UUID(0, n));
  }

  private static Roster roster(long version, int size) {
    List<Participant> participants =
        LongStream.range(0, size)
            .mapToObj(i ->
                new Participant(
                    new UserId(new UUID(1, i)), new RoutingId(new UUID(2, i)), new Seq(1)))
            .toList();
    return Roster.of(version, participants);
  }

  @Test
  void answersForTheSameVersionOnly() {
    cache.put(id(1), roster(7, 2));
    assertThat(cache.find(id(1), 7)).isPresent();
    assertThat(cache.find(id(1), 8)).isEmpty();
    assertThat(cache.find(id(2), 7)).isEmpty();
  }

  @Test
  void forgetsWhatWasUsedLongestAgo() {
    cache.put(id(1), roster(1, 3));
    cache.put(id(2), roster(1, 3));
    assertThat(cache.find(id(1), 1)).isPresent();
    cache.put(id(3), roster(1, 3));
    assertThat(cache.find(id(1), 1)).isPresent();
    assertThat(cache.find(id(2), 1)).isEmpty();
    assertThat(cache.entries()).isLessThanOrEqualTo(10);
  }

  @Test
  void forgetsARosterThatHasBecomeTooLarge() {
    RosterCache narrow = new RosterCache(100, 5);
    narrow.put(id(1), roster(1, 5));
    assertThat(narrow.find(id(1), 1)).isPresent();
    narrow.put(id(1), roster(2, 6));
    assertThat(narrow.find(id(1), 2)).isEmpty();
    assertThat(narrow.entries()).isZero();
  }

  @Test
  void countsEveryMemberAndForgetsAllAtOnce() {
    cache.put(id(1), roster(1, 3));
    cache.put(id(1), roster(2, 5));
    assertThat(cache.entries()).isEqualTo(6);
    cache.put(id(2), roster(1, 100));
    assertThat(cache.entries()).isZero();
    cache.put(id(1), roster(2, 5));
    cache.clear();
    assertThat(cache.entries()).isZero();
    assertThat(cache.find(id(1), 2)).isEmpty();
  }
}
