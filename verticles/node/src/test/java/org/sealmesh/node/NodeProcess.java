package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A process started from a finished distribution, as an operator starts it.
final class NodeProcess implements AutoCloseable {
  private static final String READY = "Sealmesh is ready: ";
  private static final Path SITE = Path.of("target/dist/sealmesh");
  private static final long PATIENCE_SECONDS = 90;

  private final Process process;
  private final CompletableFuture<URI> ready = new CompletableFuture<>();
  private final CompletableFuture<String> output = new CompletableFuture<>();
  private final CompletableFuture<String> errors = new CompletableFuture<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private NodeProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::readOutput);
    Thread.ofVirtual().start(this::readErrors);
  }

  /// All roles, with its state in `data` and on any free port unless `settings` say otherwise.
  static NodeProcess allRoles(Path data, Map<String, String> settings) {
    Map<String, String> environment = new java.util.HashMap<>();
    environment.put("SEALMESH_NODE_DATA_FOLDER", data.toString());
    environment.put("SEALMESH_GATEWAY_PORT", "0");
    environment.putAll(settings);
    return start(SITE, List.of("org.sealmesh.node.Main"), environment);
  }

  /// One of an operator's jobs on the state in `data`.
  ///
  /// @param arguments its name, and what it needs
  static NodeProcess job(Path data, String... arguments) {
    return start(
        SITE,
        Stream.concat(Stream.of("org.sealmesh.node.Main"), Stream.of(arguments)).toList(),
        Map.of("SEALMESH_NODE_DATA_FOLDER", data.toString()));
  }

  /// The relay alone.
  static NodeProcess relay(Map<String, String> settings) {
    Path folder = Path.of("../relay-node/target/dist/sealmesh-relay");
    return start(folder, List.of("org.sealmesh.relaynode.Main"), settings);
  }

  private static NodeProcess start(
      Path folder, List<String> main, Map<String, String> environment) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(folder + " is not built: run scripts/test, or mvn package");
    }
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("@" + folder.resolve("jvm.options"));
    // Enough for a test, and several fit beside each other.
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", folder.resolve("lib") + "/*"));
    command.addAll(main);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SEALMESH_"));
    builder.environment().putAll(environment);
    try {
      return new NodeProcess(builder.start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The address that the process printed once it served.
  URI awaitReady() throws InterruptedException {
    try {
      return ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException never) {
      process.toHandle().destroyForcibly();
      throw new AssertionError("the process did not become ready:\n" + errors.join(), never);
    }
  }

  /// What it answers on the port where it serves browsers, once it serves.
  HttpResponse<String> get(String path) throws InterruptedException {
    URI asked = URI.create("http://127.0.0.1:" + awaitReady().getPort() + path);
    try {
      return http.send(HttpRequest.newBuilder(asked).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Asks until it answers like that.
  void awaitAnswer(String path, Predicate<HttpResponse<String>> expected)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (HttpResponse<String> last = get(path); !expected.test(last); last = get(path)) {
      assertThat(System.nanoTime())
          .as("%d %s", last.statusCode(), last.body())
          .isLessThan(deadline);
    }
  }

  /// A relay with these settings ends as in [#assertRefusesToStart].
  static void assertRelayRefuses(Map<String, String> settings, String reason)
      throws InterruptedException {
    try (NodeProcess relay = relay(settings)) {
      relay.assertRefusesToStart(reason);
    }
  }

  /// Ends by itself, with one line for the operator that names the reason.
  void assertRefusesToStart(String reason) throws InterruptedException {
    assertThat(awaitExit()).isEqualTo(1);
    assertThat(errors()).startsWith("sealmesh cannot start: ").contains(reason).hasLineCount(1);
  }

  /// Ends when it is told to, without a complaint.
  void assertEndsInOrder() throws InterruptedException {
    terminate();
    assertThat(awaitExit()).isZero();
    assertThat(errors()).doesNotContain("ERROR").doesNotContain("WARN");
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the process did not end");
    }
    return process.exitValue();
  }

  /// Everything the process wrote to stdout, once it has ended.
  String output() {
    return output.join();
  }

  /// Everything the process wrote to stderr, once it has ended.
  String errors() {
    return errors.join();
  }

  /// SIGTERM.
  void terminate() {
    // Not Process.destroy: that would close the streams with the last words still in them.
    process.toHandle().destroy();
  }

  long pid() {
    return process.pid();
  }

  /// SIGKILL.
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    http.close();
    process.toHandle().destroyForcibly();
  }

  private void readOutput() {
    StringBuilder all = new StringBuilder();
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        all.append(line).append('\n');
        if (line.startsWith(READY)) {
          ready.complete(URI.create(line.substring(READY.length())));
        }
      }
      ready.completeExceptionally(new IllegalStateException("the process ended"));
      output.complete(all.toString());
    } catch (IOException closed) {
      ready.completeExceptionally(closed);
      output.completeExceptionally(closed);
    }
  }

  private void readErrors() {
    try (BufferedReader reader = process.errorReader()) {
      errors.complete(reader.readAllAsString());
    } catch (IOException closed) {
      errors.completeExceptionally(closed);
    }
  }
}
