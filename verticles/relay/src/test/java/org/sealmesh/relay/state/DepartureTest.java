package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.relay.state.Departure.Turn;

class DepartureTest {
  private static final int TICKS = 4;
  private static final long TICK_NS = Duration.ofSeconds(1).toNanos();
  private static final long PATIENCE_NS = 7 * TICK_NS;

  private final Departure<Integer> departure = new Departure<>(TICKS, PATIENCE_NS);

  @Test
  void tellsTheFirstAtOnceAndAllWithinTheWindow() {
    List<Turn<Integer>> first = departure.begin(List.of(1, 2, 3, 4, 5, 6, 7), 0);
    assertThat(first).containsExactly(new Turn.Tell<>(1), new Turn.Tell<>(2));
    assertThat(departure.onTick(TICK_NS)).containsExactly(new Turn.Tell<>(3), new Turn.Tell<>(4));
    assertThat(departure.onTick(2 * TICK_NS)).hasSize(2);
    assertThat(departure.onTick(3 * TICK_NS)).containsExactly(new Turn.Tell<>(7));
    assertThat(departure.onTick(4 * TICK_NS)).isEmpty();
  }

  @Test
  void tellsAllAtOnceWithoutAWindow() {
    Departure<Integer> atOnce = new Departure<>(0, PATIENCE_NS);
    assertThat(atOnce.begin(List.of(1, 2, 3), 0)).hasSize(3);
    assertThat(atOnce.onTick(PATIENCE_NS)).hasSize(3).first().isEqualTo(new Turn.Close<>(1));
  }

  @Test
  void beginsOnce() {
    departure.begin(List.of(1), 0);
    assertThat(departure.begin(List.of(1, 2), TICK_NS)).isEmpty();
    assertThat(departure.onTick(PATIENCE_NS)).containsExactly(new Turn.Close<>(1));
  }

  @Test
  void asksForNothingBeforeItBegins() {
    assertThat(departure.onTick(PATIENCE_NS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20_300_103})
  void tellsEachOnceAndClosesWhoStaysAndNobodyElse(long seed) {
    Random random = new Random(seed);
    int count = 1 + random.nextInt(200);
    int share = Math.ceilDiv(count, TICKS);
    Set<Integer> here = new HashSet<>();
    for (int socket = 0; socket < count; socket++) {
      here.add(socket);
    }
    Map<Integer, Long> toldNs = new HashMap<>();
    List<Integer> closed = new ArrayList<>();
    List<Turn<Integer>> turns = departure.begin(here, 0);
    for (long nowNs = 0; nowNs < 20 * TICK_NS; ) {
      assertThat(turns).as("seed %d", seed).hasSizeLessThanOrEqualTo(share);
      for (Turn<Integer> turn : turns) {
        switch (turn) {
          case Turn.Tell<Integer>(Integer socket) ->
              assertThat(toldNs.put(socket, nowNs)).as("seed %d: told once", seed).isNull();
          case Turn.Close<Integer>(Integer socket) -> {
            assertThat(nowNs).as("seed %d", seed).isGreaterThanOrEqualTo(PATIENCE_NS);
            closed.add(socket);
          }
        }
      }
      // Some leave because they were told, some for reasons of their own.
      for (Integer socket : Set.copyOf(here)) {
        if (random.nextInt(8) == 0 && !closed.contains(socket)) {
          here.remove(socket);
          departure.forget(socket);
        }
      }
      nowNs += TICK_NS;
      turns = departure.onTick(nowNs);
    }
    assertThat(closed).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(here);
    assertThat(toldNs.keySet()).as("seed %d: told before it is closed", seed).containsAll(closed);
    assertThat(toldNs.values()).allSatisfy(ns -> assertThat(ns).isLessThan(TICKS * TICK_NS));
  }
}
