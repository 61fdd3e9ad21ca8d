package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ClientId;
import org.sealmesh.persistence.sql.H2Engine.DataFolderInUse;

/// `kill -9` of a process with H2 in it, right after one of its answers: nothing that was answered
/// is lost.
@Tag("long")
final class KillH2Test {
  private static final int KILLS = Integer.getInteger("sealmesh.kills", 10);
  private static final long SEED = Long.getLong("sealmesh.seed", 20260101L);

  private final Witness witness = new Witness();

  @Test
  void whatWasAnsweredIsThereAfterAKill() throws Exception {
    Random random = new Random(SEED);
    System.out.println(KILLS + " kills, seed " + SEED);
    try (H2UnderTest database = new H2UnderTest()) {
      long head = 0;
      for (int round = 0; round < KILLS; round++) {
        int before = witness.acknowledged();
        killAfter(database.config().h2().dataDir(), 1 + random.nextInt(100), round == 0);
        try (Connection connection = database.connect()) {
          long now = witness.check(connection);
          assertThat(now).isGreaterThan(head);
          head = now;
        }
        database.execute("SHUTDOWN");
        assertThat(witness.acknowledged()).isGreaterThan(before);
      }
      System.out.println(
          witness.acknowledged() + " acknowledged, " + (head - 1) + " stored, none lost");
    }
  }

  private void killAfter(Path folder, int answers, boolean first) throws Exception {
    Process process = start(folder);
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> said = new ArrayList<>();
      int appended = 0;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(line);
        hear(line);
        if (line.equals(KilledOrigin.READY) && first) {
          assertThatThrownBy(() -> TestOrigin.start(H2UnderTest.at(folder)))
              .isInstanceOf(DataFolderInUse.class);
        }
        if (line.startsWith(KilledOrigin.APPENDED) && ++appended == answers) {
          // Not through the process, which would close its output: what it printed was answered.
          process.toHandle().destroyForcibly();
        }
      }
      assertThat(appended).as(String.join("\n", said)).isGreaterThanOrEqualTo(answers);
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void hear(String line) {
    String[] words = line.split(" ");
    // The last line may have been cut off by the kill.
    if (words[0].equals(KilledOrigin.APPENDED)
        && words.length == 3
        && words[2].length() == ClientId.TEXT_CHARS) {
      witness.appended(new Seq(Long.parseLong(words[1])), ClientId.parse(words[2]));
    } else if (words[0].equals(KilledOrigin.RESERVED) && words.length == 2) {
      witness.reserved(Long.parseLong(words[1]));
    }
  }

  private static Process start(Path folder) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX"))
        .forEach(command::add);
    // It lives for seconds: the quick compiler is the quicker one.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx256m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(KilledOrigin.class.getName());
    command.add(folder.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
