package org.sealmesh.relay.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Measures what calls of two cost a relay, in a process of its own: to set them up, beside plain
/// deliveries of events, and to have them, beside the same sockets without calls.
///
/// Arguments: rounds (5) and calls (5000), which are set up in a round and, on another relay, are
/// all there at once on twice as many sockets. Every frame of every set-up must reach whom it is
/// for, or there are no figures. Prints each round, and at the end medians with their spread.
public final class CallBench {
  private static final int PAIRS_MAX = 256;
  private static final int WARM_PAIRS = 64;
  private static final int WARM_CALLS = 8;
  private static final int WARM_BEATS = 100;

  /// For each set-up, so that both take about as long.
  private static final int DELIVERIES = 20;

  private final Map<String, List<Figure>> figures = new LinkedHashMap<>();
  private final int calls;

  private CallBench(int calls) {
    this.calls = calls;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    CallBench bench = new CallBench(args.length > 1 ? Integer.parseInt(args[1]) : 5_000);
    for (int round = 0; round < rounds; round++) {
      bench.setUp();
      bench.idle();
    }
    bench.report();
  }

  /// What was measured of calls, and of what they stand beside.
  private record Figure(double beside, double calls) {
    double ratio() {
      return calls / beside;
    }
  }

  private void setUp() throws Exception {
    int count = Math.min(PAIRS_MAX, calls);
    int each = calls / count;
    try (CallNode node = new CallNode();
        CallNode.Pairs pairs = node.pairs(count)) {
      pairs.setUp(Math.ceilDiv(each, 2));
      pairs.deliver(DELIVERIES * calls / 2);
      CallNode.Cost delivery = pairs.deliver(DELIVERIES * calls);
      CallNode.Cost setUp = pairs.setUp(each);
      add("in bursts, a second: deliveries; set-ups", delivery.perSecond(), setUp.perSecond());
      add("in bursts, µs CPU: a delivery; a set-up", delivery.cpuUs(), setUp.cpuUs());
      double frames = setUp.cpuUs() / CallPair.FRAMES;
      add("in bursts, µs CPU: a delivery; a frame of a set-up", delivery.cpuUs(), frames);
    }
  }

  private void idle() throws Exception {
    try (CallNode node = new CallNode();
        CallNode.Pairs warm = node.pairs(Math.min(WARM_PAIRS, calls))) {
      // They stay, so that what they cost is in each of the three.
      warm.setUp(WARM_CALLS);
      warm.race(WARM_BEATS);
      BenchProcess.Memory empty = node.memory();
      try (CallNode.Pairs pairs = node.pairs(calls)) {
        // Not counted: it has work in it that the opening has left behind.
        pairs.idle();
        BenchProcess.Memory idle = node.memory();
        CallNode.Cost without = pairs.idle();
        pairs.goOn();
        BenchProcess.Memory inCalls = node.memory();
        CallNode.Cost with = pairs.idleInCalls();
        String kib = ": two idle sockets; a call more on them";
        add(
            "KiB live heap" + kib,
            kib(empty.live(), idle.live()),
            kib(idle.live(), inCalls.live()));
        add(
            "KiB RSS" + kib,
            kib(empty.resident(), idle.resident()),
            kib(idle.resident(), inCalls.resident()));
        add(
            "ms CPU a second: %,d idle sockets; with %,d calls".formatted(2 * calls, calls),
            without.cpuMsPerSecond(),
            with.cpuMsPerSecond());
      }
    }
  }

  private double kib(long before, long after) {
    return (after - before) / 1024.0 / calls;
  }

  private void add(String what, double beside, double ofCalls) {
    Figure figure = new Figure(beside, ofCalls);
    figures.computeIfAbsent(what, none -> new ArrayList<>()).add(figure);
    System.out.printf("%-60s %12.2f %12.2f %8.2f%n", what, beside, ofCalls, figure.ratio());
  }

  private void report() {
    System.out.println("\n| | beside | calls | calls : beside |\n|---|---|---|---|");
    figures.forEach((what, of) ->
        System.out.printf(
            "| %s | %s | %s | %s |%n",
            what,
            spread(of, Figure::beside),
            spread(of, Figure::calls),
            spread(of, Figure::ratio)));
  }

  private static String spread(List<Figure> of, ToDoubleFunction<Figure> part) {
    List<Double> sorted = of.stream().map(part::applyAsDouble).sorted().toList();
    return "%s (%s–%s)"
        .formatted(
            shown(sorted.get(sorted.size() / 2)),
            shown(sorted.getFirst()),
            shown(sorted.getLast()));
  }

  private static String shown(double value) {
    return (Math.abs(value) < 100 ? "%.2f" : "%,.0f").formatted(value);
  }
}
