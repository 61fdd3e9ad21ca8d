package org.sealmesh.relay.router.state;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/// Time, and a network between numbered places that loses, delays and doubles, all drawn from one
/// seed. The places of relays come first; they are cut into two halves. Those of origins follow,
/// and each link from one of them to a relay is cut by itself.
public final class SimulatedNetwork {
  private static final int NS_PER_MS = 1_000_000;

  /// By the millisecond: a heap that compares would cost a quarter of a history.
  private final Map<Long, Deque<Runnable>> events = new HashMap<>();

  private final Random random;
  private final int[] halves;
  private final boolean[][] isCut;
  private Weather weather;
  private long nowMs;

  SimulatedNetwork(Random random, int relays, int origins, Weather weather) {
    this.random = random;
    this.halves = new int[relays];
    this.isCut = new boolean[origins][relays];
    this.weather = weather;
  }

  /// What befalls messages and processes.
  public enum Weather {
    /// Delays of some milliseconds.
    FAIR,
    /// One of thirty is lost, one of thirty comes twice, one of thirty comes seconds late.
    /// Processes die, and are cut off.
    STORM,
    /// The same, and a member speaks in others' names. No relay dies.
    STORM_AND_LIES,
    /// A storm in which what nobody can tell the browsers happens too: routers die before they are
    /// heard of again, and an origin's process is cut off for longer than an event is tried.
    DISASTER
  }

  public long nowMs() {
    return nowMs;
  }

  public long nowNs() {
    return nowMs * NS_PER_MS;
  }

  /// In the order asked, if the time is the same.
  public void after(long delayMs, Runnable action) {
    events.computeIfAbsent(nowMs + delayMs, none -> new ArrayDeque<>()).add(action);
  }

  void runUntil(long untilMs) {
    while (true) {
      for (Deque<Runnable> due = events.remove(nowMs); due != null; due = events.remove(nowMs)) {
        due.forEach(Runnable::run);
      }
      if (nowMs == untilMs) {
        return;
      }
      nowMs++;
    }
  }

  /// Brings something from one place to another, none, one or two times.
  public void send(int from, int to, Runnable arrival) {
    if (isStormy() && oneIn(30)) {
      return;
    }
    bring(from, to, arrival);
    if (isStormy() && oneIn(30)) {
      bring(from, to, arrival);
    }
  }

  private void bring(int from, int to, Runnable arrival) {
    boolean isLate = isStormy() && oneIn(30);
    int delayMs = isLate ? random.nextInt(4_000) : 1 + random.nextInt(usualMs(from, to));
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

  /// Relays stand far from each other, and each of them near an origin: so what is committed may be
  /// routed before all routers know of a bind.
  private int usualMs(int from, int to) {
    return Math.max(from, to) < halves.length ? 20 : 5;
  }

  public boolean reaches(int from, int to) {
    int relays = halves.length;
    if (from >= relays) {
      return !isCut[from - relays][to];
    }
    return to >= relays ? !isCut[to - relays][from] : halves[from] == halves[to];
  }

  /// From now on each relay is in one of two halves.
  void cut() {
    for (int place = 0; place < halves.length; place++) {
      halves[place] = random.nextInt(2);
    }
  }

  /// From now on this relay is alone, if all reached each other.
  void cutOff(int place) {
    halves[place] = 1 - halves[place];
  }

  void heal() {
    Arrays.fill(halves, 0);
  }

  /// Nothing goes between these two until they are joined again.
  public void cutLink(int origin, int relay) {
    isCut[origin - halves.length][relay] = true;
  }

  /// All links of the origin's process are whole again.
  public void joinLinks(int origin) {
    Arrays.fill(isCut[origin - halves.length], false);
  }

  void calm() {
    weather = Weather.FAIR;
    heal();
    for (boolean[] links : isCut) {
      Arrays.fill(links, false);
    }
  }

  public boolean isStormy() {
    return weather != Weather.FAIR;
  }

  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }
}
