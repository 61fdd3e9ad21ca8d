package org.sealmesh.relay.router.state;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/// Time, and a network between numbered places that loses, delays, doubles and is cut in two, all
/// drawn from one seed.
final class SimulatedNetwork {
  private static final int NS_PER_MS = 1_000_000;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong((Event e) -> e.atMs).thenComparingLong(e -> e.order));
  private final Random random;
  private final int[] halves;
  private Weather weather;
  private long nowMs;
  private long order;

  SimulatedNetwork(Random random, int places, Weather weather) {
    this.random = random;
    this.halves = new int[places];
    this.weather = weather;
  }

  /// What the network does to messages.
  enum Weather {
    /// Delays of some milliseconds.
    FAIR,
    /// One of thirty is lost, one of thirty comes twice, one of thirty comes seconds late.
    STORM,
    /// The same, and a member speaks in others' names.
    STORM_AND_LIES
  }

  private record Event(long atMs, long order, Runnable action) {}

  long nowMs() {
    return nowMs;
  }

  long nowNs() {
    return nowMs * NS_PER_MS;
  }

  void after(long delayMs, Runnable action) {
    events.add(new Event(nowMs + delayMs, order++, action));
  }

  void runUntil(long untilMs) {
    for (Event next = events.peek(); next != null && next.atMs <= untilMs; next = events.peek()) {
      events.remove();
      nowMs = next.atMs;
      next.action.run();
    }
    nowMs = untilMs;
  }

  /// Brings something from one place to another, none, one or two times.
  void send(int from, int to, Runnable arrival) {
    if (weather != Weather.FAIR && oneIn(30)) {
      return;
    }
    bring(from, to, arrival);
    if (weather != Weather.FAIR && oneIn(30)) {
      bring(from, to, arrival);
    }
  }

  private void bring(int from, int to, Runnable arrival) {
    boolean isLate = weather != Weather.FAIR && oneIn(30);
    int delayMs = isLate ? random.nextInt(4_000) : 1 + random.nextInt(20);
    if (reaches(from, to)) {
      after(
          delayMs,
          () -> {
            if (reaches(from, to)) {
              arrival.run();
            }
          });
    }
  }

  boolean reaches(int from, int to) {
    return halves[from] == halves[to];
  }

  /// From now on each place is in one of two halves.
  void cut() {
    for (int place = 0; place < halves.length; place++) {
      halves[place] = random.nextInt(2);
    }
  }

  void heal() {
    Arrays.fill(halves, 0);
  }

  void calm() {
    weather = Weather.FAIR;
    heal();
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }
}
