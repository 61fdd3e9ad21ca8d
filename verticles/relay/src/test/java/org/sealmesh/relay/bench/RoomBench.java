package org.sealmesh.relay.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealmesh.relay.router.state.DirectoryWeight;

/// Measures what one room costs its relays: sockets that are bound to it by passes, each of a user
/// of her own, and one message to all of them.
///
/// Arguments: rounds (5), and shapes (5000 10000 19500 2x10000): sockets on one relay, or relays
/// times sockets on each. Every relay and every crowd is a process of its own. Prints each round,
/// and at the end medians with their spread and the line through the shapes of one relay.
public final class RoomBench {
  private static final List<String> SHAPES = List.of("5000", "10000", "19500", "2x10000");
  private static final int ALONE = 10;
  private static final int BURST = 20;

  private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    List<String> shapes = args.length > 1 ? List.of(args).subList(1, args.length) : SHAPES;
    RoomBench bench = new RoomBench();
    for (int round = 0; round < rounds; round++) {
      for (String shape : shapes) {
        bench.measure(shape);
      }
    }
    bench.report(shapes);
    int rids = 20_000;
    System.out.printf(
        "%n%,d routing ids of another node in a router's memory: %.0f bytes each%n",
        rids, DirectoryWeight.bytes(rids) / (double) rids);
  }

  private void measure(String shape) throws Exception {
    String[] parts = shape.split("x");
    int relays = parts.length == 1 ? 1 : Integer.parseInt(parts[0]);
    int each = Integer.parseInt(parts[parts.length - 1]);
    List<Node> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < relays; i++) {
        nodes.add(new Node(each));
      }
      measure(shape, nodes, relays * each);
    } finally {
      for (Node node : nodes) {
        node.close();
      }
    }
  }

  private void measure(String shape, List<Node> nodes, int sockets) throws Exception {
    double rss = 0;
    double heap = 0;
    for (Node node : nodes) {
      rss += node.rssMore / 1024.0 / sockets;
      heap += node.heapMore / 1024.0 / sockets;
    }
    add(shape, "KiB RSS more for each socket", rss);
    add(shape, "KiB live heap for each socket", heap);
    fan(nodes, BURST);
    List<Double> lastHasIt = new ArrayList<>();
    double cpuNs = cpuNs(nodes);
    for (int i = 0; i < ALONE; i++) {
      lastHasIt.add(fan(nodes, 1) / 1e6);
    }
    double aloneNs = cpuNs(nodes) - cpuNs;
    lastHasIt.sort(null);
    add(shape, "one message, ms until the last has it", lastHasIt.get(ALONE / 2));
    add(shape, "one message, ms CPU of the relays", aloneNs / 1e6 / ALONE);
    add(shape, "one message, us CPU a delivery", aloneNs / 1e3 / ALONE / sockets);
    cpuNs = cpuNs(nodes);
    double tookNs = fan(nodes, BURST);
    double burstNs = cpuNs(nodes) - cpuNs;
    add(shape, "20 at once, us CPU a delivery", burstNs / 1e3 / BURST / sockets);
    add(shape, "20 at once, thousand deliveries a second", BURST * sockets * 1e6 / tookNs);
  }

  /// @return nanoseconds until every socket of every relay has got everything
  private static long fan(List<Node> nodes, int count) throws IOException {
    long startNs = System.nanoTime();
    for (Node node : nodes) {
      node.fan(count);
    }
    for (Node node : nodes) {
      node.awaitAll();
    }
    return System.nanoTime() - startNs;
  }

  private static double cpuNs(List<Node> nodes) throws IOException {
    double sum = 0;
    for (Node node : nodes) {
      sum += node.server.cpuNs();
    }
    return sum;
  }

  private void add(String shape, String figure, double value) {
    figures
        .computeIfAbsent(figure, none -> new LinkedHashMap<>())
        .computeIfAbsent(shape, none -> new ArrayList<>())
        .add(value);
    System.out.printf("%-8s %-42s %10.2f%n", shape, figure, value);
  }

  private void report(List<String> shapes) {
    System.out.println("\n| | " + String.join(" | ", shapes) + " | 100,000, by the line |");
    System.out.println("|---|" + "---|".repeat(shapes.size() + 1));
    figures.forEach((figure, of) -> {
      StringBuilder row = new StringBuilder("| " + figure);
      for (String shape : shapes) {
        List<Double> values = of.get(shape);
        values.sort(null);
        row.append(
            " | %.2f (%.2f–%.2f)".formatted(median(values), values.getFirst(), values.getLast()));
      }
      boolean grows = figure.startsWith("one message, ms");
      System.out.println(row + " | " + (grows ? "%.0f".formatted(line(shapes, of)) : "") + " |");
    });
  }

  private static double median(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  /// Least squares through the medians of one relay, at 100,000 sockets; the same work is spread
  /// over as many relays as hold them.
  private static double line(List<String> shapes, Map<String, List<Double>> of) {
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (String shape : shapes) {
      if (!shape.contains("x")) {
        double at = Double.parseDouble(shape);
        double value = median(of.get(shape));
        n++;
        x += at;
        y += value;
        xx += at * at;
        xy += at * value;
      }
    }
    double slope = (n * xy - x * y) / (n * xx - x * x);
    return (y - slope * x) / n + slope * 100_000;
  }

  /// A relay and its crowd. Both end with this object, and with this process.
  private static final class Node implements AutoCloseable {
    private final BenchProcess server;
    private final BenchProcess crowd;
    private final int sockets;
    private final long rssMore;
    private final long heapMore;
    private final long frameBytes;
    private long expected;

    Node(int sockets) throws IOException {
      this.sockets = sockets;
      server = new BenchProcess(BenchServer.class, "BATCH");
      String port = server.answer("port")[1];
      crowd = new BenchProcess(BenchCrowd.class, port);
      BenchProcess.Memory empty = server.memory();
      server.say("tickets " + sockets + " pass");
      for (int i = 0; i < sockets; i++) {
        String[] admission = server.answer("ticket");
        crowd.say("ticket " + admission[1] + " " + admission[2]);
      }
      crowd.say("open");
      crowd.answer("opened");
      BenchProcess.Memory full = server.memory();
      rssMore = full.resident() - empty.resident();
      heapMore = full.live() - empty.live();
      server.say("fan 1 0");
      server.answer("fanned");
      crowd.say("settle");
      expected = Long.parseLong(crowd.answer("settled")[1]);
      frameBytes = expected / sockets;
    }

    void fan(int count) {
      expected += count * frameBytes * sockets;
      crowd.say("await " + expected);
      server.say("fan " + count + " 0");
    }

    void awaitAll() throws IOException {
      crowd.answer("arrived");
      server.answer("fanned");
    }

    @Override
    public void close() throws Exception {
      crowd.close();
      server.close();
    }
  }
}
