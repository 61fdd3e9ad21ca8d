package org.sealmesh.relay.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/// Measures the relay in a process of its own, writer against writer in the same rounds, and prints
/// medians: deliveries per second, CPU per delivery, memory per idle socket.
///
/// Arguments: rounds (5), and optionally a command that starts a peer which speaks the same lines
/// as [BenchServer] (it may print empty tickets). See README.md.
public final class RelayBench {
  private static final int ROOM = 1_000;
  private static final int IDLE = 10_000;
  private static final String LINE = "%-8s %-34s %12.2f%n";

  private final Map<String, List<Double>> figures = new TreeMap<>();

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Map<String, List<String>> servers = new TreeMap<>();
    servers.put("batch", java("BATCH"));
    servers.put("plain", java("PLAIN"));
    if (args.length > 1) {
      servers.put("peer", List.of(args).subList(1, args.length));
    }
    RelayBench bench = new RelayBench();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, List<String>> server : servers.entrySet()) {
        bench.measure(server.getKey(), server.getValue());
      }
    }
    bench.report();
  }

  private static List<String> java(String writer) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xmx512m",
        "-XX:+UseCompactObjectHeaders",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        BenchServer.class.getName(),
        writer);
  }

  private void measure(String name, List<String> command) throws Exception {
    try (Server server = new Server(command)) {
      try (BenchSockets sockets = server.sockets(ROOM, "room")) {
        server.fan(sockets, 200, 0, ROOM);
        Cost paced = server.fan(sockets, 100, 20, ROOM);
        add(name, "1 to 1,000 paced, us CPU", paced.cpuUs());
        Cost burst = server.fan(sockets, 2_000, 0, ROOM);
        add(name, "1 to 1,000 burst, us CPU", burst.cpuUs());
        add(name, "1 to 1,000 burst, k/s", burst.thousandsPerSecond());
      }
      try (BenchSockets sockets = server.sockets(ROOM, "each")) {
        server.fan(sockets, 20_000, 0, 1);
        add(name, "1 to 1 paced, us CPU", server.fan(sockets, 5_000, 1_000, 1).cpuUs());
        Cost burst = server.fan(sockets, 40_000, 0, 1);
        add(name, "1 to 1 burst, us CPU", burst.cpuUs());
        add(name, "1 to 1 burst, k/s", burst.thousandsPerSecond());
      }
    }
    try (Server server = new Server(command)) {
      try (BenchSockets warm = server.sockets(500, "each")) {
        server.fan(warm, 1_000, 0, 1);
      }
      long[] empty = server.memory();
      try (BenchSockets sockets = server.sockets(IDLE, "each")) {
        long[] full = server.memory();
        add(name, "idle, KiB RSS more per socket", (full[0] - empty[0]) / 1024.0 / IDLE);
        add(name, "idle, KiB RSS per socket", full[0] / 1024.0 / IDLE);
        add(name, "idle, KiB live heap per socket", (full[1] - empty[1]) / 1024.0 / IDLE);
      }
    }
  }

  private void add(String server, String figure, double value) {
    figures.computeIfAbsent(figure + "\t" + server, none -> new ArrayList<>()).add(value);
    System.out.printf(LINE, server, figure, value);
  }

  private void report() {
    System.out.println("\nmedians");
    figures.forEach((key, values) -> {
      values.sort(null);
      String[] names = key.split("\t");
      System.out.printf(LINE, names[1], names[0], values.get(values.size() / 2));
    });
  }

  private record Cost(long deliveries, long elapsedNs, long cpuNs) {
    double cpuUs() {
      return cpuNs / 1e3 / deliveries;
    }

    double thousandsPerSecond() {
      return deliveries * 1e6 / elapsedNs;
    }
  }

  /// The measured process. Ended with this object, and with this process.
  private static final class Server implements AutoCloseable {
    private final Process process;
    private final BufferedReader in;
    private final PrintStream out;
    private final int port;
    private long frameBytes;

    Server(List<String> command) throws IOException {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
      out = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
      port = Integer.parseInt(answer("port")[1]);
    }

    private String[] answer(String expected) throws IOException {
      String line = in.readLine();
      while (line != null && !line.startsWith(expected)) {
        line = in.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("the server ended");
      }
      return line.split(" ", -1);
    }

    BenchSockets sockets(int count, String kind) throws IOException {
      out.println("tickets " + count + " " + kind);
      List<String> hellos = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String ticket = answer("ticket")[1];
        hellos.add(ticket.isEmpty() ? "" : "{\"t\":\"hello\",\"ticket\":\"" + ticket + "\"}");
      }
      return new BenchSockets(port, hellos);
    }

    /// Ends when every byte has arrived.
    Cost fan(BenchSockets sockets, int count, int perSecond, int each) throws IOException {
      long before = sockets.receivedBytes();
      if (frameBytes == 0) {
        out.println("fan 1 0");
        answer("fanned");
        frameBytes = settled(sockets, before) / each;
        before = sockets.receivedBytes();
      }
      long deliveries = (long) count * each;
      long startNs = System.nanoTime();
      out.println("fan " + count + " " + perSecond);
      String[] fanned = answer("fanned");
      while (sockets.receivedBytes() - before < deliveries * frameBytes) {
        LockSupport.parkNanos(100_000);
      }
      return new Cost(deliveries, System.nanoTime() - startNs, Long.parseLong(fanned[2]));
    }

    /// What came until nothing came for half a second.
    private static long settled(BenchSockets sockets, long before) {
      long seen = -1;
      while (seen != sockets.receivedBytes() || seen == before) {
        seen = sockets.receivedBytes();
        LockSupport.parkNanos(500_000_000);
      }
      return seen - before;
    }

    long[] memory() throws IOException {
      out.println("memory");
      String[] words = answer("memory");
      return new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])};
    }

    @Override
    public void close() throws Exception {
      out.close();
      process.destroy();
      process.waitFor();
    }
  }
}
