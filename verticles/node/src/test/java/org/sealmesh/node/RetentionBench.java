package org.sealmesh.node;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// How long a message takes to be accepted while a run deletes a great many old ones, beside how
/// long it takes without: by turns, on one site, in a process of its own each time.
///
/// Arguments: rounds, old messages.
final class RetentionBench {
  private static final int PER_SECOND = 40;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final int YOUNG = 1_000;

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    int messages = Integer.parseInt(arguments[1]);
    Path folder = Files.createTempDirectory("sealmesh-retention");
    try (HttpClient http = HttpClient.newHttpClient()) {
      LongTalk talk = LongTalk.begun(http, folder, "ann");
      talk.write(folder, messages, Instant.now().minus(Duration.ofDays(10)));
      talk.write(folder, YOUNG, Instant.now());
      List<Times> quiet = new ArrayList<>();
      List<Times> busy = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        quiet.add(measured(folder, talk, Duration.ofHours(1)));
        busy.add(measured(folder, talk, Duration.ZERO));
      }
      print(messages, quiet, busy);
    } finally {
      delete(folder);
    }
  }

  /// @param events deleted meanwhile
  private record Times(double p50, double p99, double events) {}

  private static Times measured(Path folder, LongTalk talk, Duration afterStart) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("SEALMESH_GATEWAY_LIMITS_WRITES_BURST", "100000");
    settings.put("SEALMESH_PRIVACY_RETENTION_DIRECT", "7d");
    settings.put("SEALMESH_PRIVACY_RETENTION_AFTER_START", afterStart.toSeconds() + "s");
    settings.put("SEALMESH_PRIVACY_LOOK_EVERY", "500ms");
    settings.put("SEALMESH_PRIVACY_LEASE", "4s");
    settings.put("SEALMESH_PRIVACY_RENEW_EVERY", "2s");
    try (NodeProcess node = NodeProcess.allRoles(folder, settings)) {
      Visitor ann = talk.one().at(node.awaitReady().getPort());
      sent(ann, talk.conversation(), WARM_UP);
      double before = deleted(node);
      double[] times = sent(ann, talk.conversation(), MEASURED);
      double events = deleted(node) - before;
      if (afterStart.isZero() && events == 0) {
        throw new IllegalStateException("nothing was left to be deleted: take more messages");
      }
      node.terminate();
      node.awaitExit();
      return new Times(quantile(times, 0.5), quantile(times, 0.99), events);
    }
  }

  /// Each at its time, however long the ones before take; milliseconds from then to the answer.
  private static double[] sent(Visitor user, String conversation, Duration during)
      throws Exception {
    int count = (int) (during.toSeconds() * PER_SECOND);
    List<Future<Double>> answers = new ArrayList<>();
    long beginNs = System.nanoTime();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        long dueNs = beginNs + i * 1_000_000_000L / PER_SECOND;
        String text = "Message " + i;
        answers.add(
            each.submit(() -> {
              Thread.sleep(Duration.ofNanos(Math.max(0, dueNs - System.nanoTime())));
              user.send(conversation, text).expect(201);
              return (System.nanoTime() - dueNs) / 1e6;
            }));
      }
    }
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = answers.get(i).get();
    }
    return times;
  }

  private static double deleted(NodeProcess node) throws InterruptedException {
    return node.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("sealmesh_privacy_retention_events_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private static void print(int messages, List<Times> quiet, List<Times> busy) {
    System.out.printf(
        "%d old messages; %d messages a second; medians of %d rounds of %d s and their spread%n%n",
        messages, PER_SECOND, quiet.size(), MEASURED.toSeconds());
    System.out.println("| ms | quiet | during a run | run : quiet |");
    System.out.println("|---|---|---|---|");
    row("p50", quiet.stream().map(Times::p50).toList(), busy.stream().map(Times::p50).toList());
    row("p99", quiet.stream().map(Times::p99).toList(), busy.stream().map(Times::p99).toList());
    double[] events =
        busy.stream().mapToDouble(it -> it.events() / MEASURED.toSeconds()).sorted().toArray();
    System.out.printf("%nEvents deleted a second: %s%n", shown(events));
  }

  private static void row(String name, List<Double> quiet, List<Double> busy) {
    double[] a = quiet.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double[] b = busy.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        "| %s | %s | %s | %.2f |%n", name, shown(a), shown(b), quantile(b, 0.5) / quantile(a, 0.5));
  }

  private static String shown(double[] sorted) {
    return "%.1f (%.1f–%.1f)"
        .formatted(quantile(sorted, 0.5), sorted[0], sorted[sorted.length - 1]);
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private RetentionBench() {}
}
