package org.sealmesh.relay.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A process that is told what to do line by line. Ended with this object.
final class BenchProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader in;
  private final PrintStream out;

  BenchProcess(Class<?> main, String argument) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                argument)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    out = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  void say(String line) {
    out.println(line);
  }

  /// The words of the next line that begins with this one.
  String[] answer(String expected) throws IOException {
    String line = in.readLine();
    while (line != null && !line.startsWith(expected)) {
      line = in.readLine();
    }
    if (line == null) {
      throw new IllegalStateException("a process ended");
    }
    return line.split(" ", -1);
  }

  /// Its CPU time so far, if it is a [BenchServer].
  long cpuNs() throws IOException {
    say("cpu");
    return Long.parseLong(answer("cpu")[1]);
  }

  /// Its memory, if it is a [BenchServer].
  Memory memory() throws IOException {
    say("memory");
    String[] words = answer("memory");
    return new Memory(Long.parseLong(words[1]), Long.parseLong(words[2]));
  }

  /// Bytes, resident and live.
  record Memory(long resident, long live) {}

  @Override
  public void close() throws InterruptedException {
    out.close();
    process.destroy();
    process.waitFor();
  }
}
