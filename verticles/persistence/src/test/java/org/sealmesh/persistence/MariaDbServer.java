package org.sealmesh.persistence;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A MariaDB server of the test's own: its own data folder, a free port on loopback, and no process
/// left behind.
public final class MariaDbServer implements AutoCloseable {
  public static final String PASSWORD = "only-for-tests";
  private static final List<Path> BINARIES =
      List.of(Path.of("/usr/sbin/mariadbd"), Path.of("/usr/local/sbin/mariadbd"));
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final Path folder;
  private final int port;
  private final List<String> options;
  private Process process;

  private MariaDbServer(List<String> options) {
    try {
      this.options = options;
      folder = Files.createTempDirectory("sealmesh-mariadb-");
      port = freePort();
      install();
      run();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    execute("CREATE USER 'sealmesh'@'%' IDENTIFIED BY '" + PASSWORD + "'");
    execute("GRANT ALL ON `sealmesh%`.* TO 'sealmesh'@'%'");
  }

  /// @param options beside those that keep it small and to itself
  static MariaDbServer start(String... options) {
    return new MariaDbServer(List.of(options));
  }

  /// One for all suites of this process, ended with it.
  public static MariaDbServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final MariaDbServer SERVER = start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }
  }

  /// @return the name of a new, empty schema
  String newSchema() {
    String name = "sealmesh_" + SCHEMAS.incrementAndGet();
    execute("CREATE DATABASE " + name);
    return name;
  }

  void execute(String sql) {
    try (Connection root = connect("mysql", "root", "");
        Statement statement = root.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  int port() {
    return port;
  }

  Connection connect(String schema, String user, String password) throws SQLException {
    return DatabaseUnderTest.connect(
        "jdbc:mariadb://127.0.0.1:" + port + "/" + schema, user, password);
  }

  /// As if the power had failed.
  void kill() {
    process.toHandle().destroyForcibly();
    await();
  }

  /// As if it hung: it keeps its connections and answers nothing, until [#thaw].
  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Starts it again on the same data.
  void restart() {
    run();
  }

  private void await() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("mariadbd does not end");
      }
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void install() throws IOException {
    Path binary =
        BINARIES.stream()
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "there is no mariadbd on this machine: install the package mariadb-server, or"
                        + " run the tests by scripts/test, which does"));
    List<String> command =
        new ArrayList<>(
            List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + folder.resolve("data"),
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--user=" + System.getProperty("user.name")));
    Process install =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("install.log").toFile())
            .start();
    try {
      if (!install.waitFor(120, TimeUnit.SECONDS) || install.exitValue() != 0) {
        throw new IllegalStateException(
            binary + " got no data folder:\n" + Files.readString(folder.resolve("install.log")));
      }
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void run() {
    List<String> command = new ArrayList<>();
    command.add(BINARIES.stream().filter(Files::isExecutable).findFirst().orElseThrow().toString());
    command.addAll(
        List.of(
            "--no-defaults",
            "--datadir=" + folder.resolve("data"),
            "--socket=" + folder.resolve("sock"),
            "--pid-file=" + folder.resolve("pid"),
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--skip-name-resolve",
            "--innodb-buffer-pool-size=64M",
            "--user=" + System.getProperty("user.name")));
    command.addAll(options);
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      awaitReady();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void awaitReady() throws IOException {
    BufferedReader log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      if (line.contains("ready for connections")) {
        // Somebody must go on reading, or the server would block when the pipe is full.
        Thread.ofVirtual().start(() -> log.lines().forEach(rest -> {}));
        return;
      }
    }
    throw new IllegalStateException("mariadbd did not start:\n" + said);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    await();
    H2UnderTest.delete(folder);
  }
}
