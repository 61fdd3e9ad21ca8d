package org.sealmesh.uplink.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.uplink.state.PendingAsks.Kind;

/// The small parts of a link's state.
class StateTest {
  private final Random random = new Random(2030);

  @Test
  void waitsTwiceAsLongEachTimeUpToABound() {
    BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(20), random);
    long expectedMs = 500;
    for (int i = 0; i < 40; i++) {
      long ms = backOff.next().toMillis();
      assertThat(ms).isBetween(expectedMs / 2, expectedMs * 3 / 2);
      expectedMs = Math.min(20_000, expectedMs * 2);
    }
    backOff.reset();
    assertThat(backOff.next().toMillis()).isBetween(250L, 750L);
  }

  @Test
  void waitsDifferentlyInDifferentProcesses() {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waits.add(new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(20), random).next());
    }
    assertThat(waits).doesNotHaveDuplicates();
  }

  @Test
  void holdsNoMoreThanTheWindow() {
    Window window = new Window(3, 100);
    assertThat(window.tryTake(60)).isTrue();
    assertThat(window.tryTake(41)).isFalse();
    assertThat(window.tryTake(40)).isTrue();
    assertThat(window.tryTake(0)).isTrue();
    assertThat(window.tryTake(0)).isFalse();
    window.give(60);
    assertThat(window.tryTake(60)).isTrue();
    window.clear();
    assertThat(window.requests()).isZero();
    assertThat(window.bytes()).isZero();
  }

  @Test
  void obeysTheSmallerOfBothEndsCredits() {
    Window window = new Window(2, 100);
    window.grant(1);
    assertThat(window.tryTake(1)).isTrue();
    assertThat(window.tryTake(1)).isFalse();
    window.clear();
    window.grant(1000);
    assertThat(window.tryTake(1)).isTrue();
    assertThat(window.tryTake(1)).isTrue();
    assertThat(window.tryTake(1)).isFalse();
  }

  @Test
  void takesOneAnswerToEachAskAndNoOther() {
    PendingAsks<String> asks = new PendingAsks<>();
    long first = asks.add("first", Kind.REQUEST, 10, 0);
    long beacon = asks.add(null, Kind.BEACON, 0, 0);
    assertThat(asks.answer(beacon, Kind.REQUEST)).isNull();
    assertThat(asks.answer(first, Kind.BEACON)).isNull();
    assertThat(asks.answer(asks.nextId(), Kind.REQUEST)).isNull();
    assertThat(asks.answer(first, Kind.REQUEST)).isNotNull();
    assertThat(asks.answer(first, Kind.REQUEST)).isNull();
    assertThat(asks.size()).isEqualTo(1);
  }

  @Test
  void tellsEachLateAskerOnceAndKeepsTheAsk() {
    PendingAsks<String> asks = new PendingAsks<>();
    long old = asks.add("old", Kind.REQUEST, 10, 0);
    asks.add("young", Kind.REQUEST, 10, 100);
    assertThat(asks.late(50)).containsExactly("old");
    assertThat(asks.late(50)).isEmpty();
    assertThat(asks.isAnyOlderThan(50)).isTrue();
    PendingAsks.Asked<String> answered = asks.answer(old, Kind.REQUEST);
    assertThat(answered.asker()).isNull();
    assertThat(answered.bytes()).isEqualTo(10);
    assertThat(asks.isAnyOlderThan(50)).isFalse();
    assertThat(asks.clear()).containsExactly("young");
  }

  @Test
  void movesOnlyTheKeysOfTheOneThatWent() {
    List<Long> all = List.of(11L, 22L, 33L);
    List<Long> without = List.of(11L, 33L);
    Map<Long, Integer> load = new HashMap<>();
    for (int i = 0; i < 3000; i++) {
      UUID key = new UUID(random.nextLong(), random.nextLong());
      long chosen = StableChoice.of(all, Long::longValue, key).orElseThrow();
      load.merge(chosen, 1, Integer::sum);
      long later = StableChoice.of(without, Long::longValue, key).orElseThrow();
      if (chosen != 22) {
        assertThat(later).isEqualTo(chosen);
      }
    }
    assertThat(load.values()).allMatch(n -> n > 850 && n < 1150);
    assertThat(StableChoice.of(List.<Long>of(), Long::longValue, new UUID(0, 0))).isEmpty();
  }

  @Test
  void keepsTheNodesOfSeveralMeshesApart() {
    NodeId node = new NodeId("node-1");
    assertThat(NodeNames.of("eu", node)).isNotEqualTo(NodeNames.of("us", node));
    assertThat(NodeNames.of("eu")).isNotEqualTo(NodeNames.of("eu", node));
    NodeId long1 = new NodeId("a".repeat(63) + "1");
    NodeId long2 = new NodeId("a".repeat(63) + "2");
    String mesh = "m".repeat(24);
    assertThat(NodeNames.of(mesh, long1)).isNotEqualTo(NodeNames.of(mesh, long2));
    assertThat(NodeNames.of(mesh, long1)).isEqualTo(NodeNames.of(mesh, long1));
  }
}
