package org.sealmesh.launch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Secret;

class SettingsTest {
  @TempDir Path folder;

  enum Engine {
    H2_FILE,
    MARIADB
  }

  record Pool(int connections, Duration idle) {
    Pool {
      if (connections < 1) {
        throw new IllegalArgumentException("pool.connections must be at least 1");
      }
    }
  }

  record Sample(
      int port,
      long frameBytesMax,
      boolean open,
      Engine engine,
      Duration patience,
      Path uploads,
      Optional<URI> site,
      List<String> origins,
      Pool pool,
      Optional<Secret> password) {
    Sample {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port must be 0 … 65535");
      }
    }

    static Sample defaults() {
      return new Sample(
          8080,
          65_536,
          false,
          Engine.H2_FILE,
          Duration.ofSeconds(5),
          Path.of("uploads"),
          Optional.empty(),
          List.of(),
          new Pool(4, Duration.ofMinutes(1)),
          Optional.empty());
    }
  }

  @Test
  void keepsEveryDefaultThatNothingNames() {
    assertThat(read("", Map.of())).isEqualTo(Sample.defaults());
    assertThat(Settings.load(Optional.empty(), Map.of()).section("sample", Sample.defaults()))
        .isEqualTo(Sample.defaults());
  }

  @Test
  void readsEveryTypeFromTheFile() {
    Sample sample =
        read(
            """
            sample:
              port: 9090
              frameBytesMax: 5000000000
              open: true
              engine: mariadb
              patience: 250ms
              uploads: /var/lib/uploads
              site: https://chat.example
              origins: [https://a.example, https://b.example]
              pool:
                idle: PT2H
            """,
            Map.of());
    assertThat(sample)
        .isEqualTo(
            new Sample(
                9090,
                5_000_000_000L,
                true,
                Engine.MARIADB,
                Duration.ofMillis(250),
                Path.of("/var/lib/uploads"),
                Optional.of(URI.create("https://chat.example")),
                List.of("https://a.example", "https://b.example"),
                new Pool(4, Duration.ofHours(2)),
                Optional.empty()));
  }

  @Test
  void prefersTheEnvironmentToTheFile() {
    Sample sample =
        read(
            "sample: {port: 9090, origins: [a]}",
            Map.of(
                "SEALMESH_SAMPLE_PORT", "9191",
                "SEALMESH_SAMPLE_FRAME_BYTES_MAX", "7",
                "SEALMESH_SAMPLE_ORIGINS", "b, c",
                "SEALMESH_SAMPLE_POOL_CONNECTIONS", "9"));
    assertThat(sample.port()).isEqualTo(9191);
    assertThat(sample.frameBytesMax()).isEqualTo(7);
    assertThat(sample.origins()).containsExactly("b", "c");
    assertThat(sample.pool().connections()).isEqualTo(9);
  }

  @Test
  void namesTheNearestKeyOfAMistypedOne() {
    refuses("sample: {prot: 1}", "unknown key sample.prot; the nearest known one is port");
    refuses(
        "sample: {pool: {conections: 1}}",
        "unknown key sample.pool.conections; the nearest known one is connections");
    refuses("sample: {}\nsampel: {}", "unknown section sampel; the nearest known one is sample");
    refuses("sample: {zzzzzzzzzzzz: 1}", "unknown key sample.zzzzzzzzzzzz");
  }

  @Test
  void refusesAnUnknownEnvironmentVariable() {
    assertThatThrownBy(() -> read("", Map.of("SEALMESH_SAMPLE_PROT", "1")))
        .isInstanceOf(ConfigFailure.class)
        .hasMessage(
            "unknown environment variable SEALMESH_SAMPLE_PROT;"
                + " the nearest known one is SEALMESH_SAMPLE_PORT");
  }

  @Test
  void ignoresVariablesOfOthers() {
    assertThat(read("", Map.of("PATH", "/bin", "SEALMESH_CONFIG", "x.yaml")))
        .isEqualTo(Sample.defaults());
  }

  @Test
  void saysWhatWasExpectedInstead() {
    refuses("sample: {port: many}", "sample.port: \"many\" is not a whole number in range");
    refuses("sample: {port: 99999999999}", "\"99999999999\" is not a whole number in range");
    refuses("sample: {open: maybe}", "sample.open: \"maybe\" is not true or false");
    refuses("sample: {engine: oracle}", "is not one of h2-file, mariadb");
    refuses("sample: {patience: soon}", "is not a duration such as 250ms, 30s, 10m, 12h or 30d");
    refuses("sample: {port: [1, 2]}", "sample.port must be one value, not a list");
    refuses("sample: {port: {a: 1}}", "sample.port must be a plain value");
    refuses("sample: 5", "sample must be a section with keys");
    refuses("[1, 2]", "must hold sections");
  }

  @Test
  void passesOnWhatTheRecordItselfRefuses() {
    refuses("sample: {port: 70000}", "sample: port must be 0 … 65535");
    refuses("sample: {pool: {connections: 0}}", "sample: pool.connections must be at least 1");
  }

  @Test
  void refusesBrokenYamlAndRepeatedKeysWithTheirLine() {
    refuses("sample: {port: 1\nother", "is not valid YAML: line ");
    refuses("sample:\n  port: 1\n  port: 2\n", "is not valid YAML: line 3");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    Path missing = folder.resolve("none.yaml");
    assertThatThrownBy(() -> Settings.load(Optional.of(missing), Map.of()))
        .hasMessage("there is no configuration file " + missing);
  }

  @Test
  void takesASecretFromAFileOrTheEnvironmentButNeverFromTheConfiguration() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "s3cret\n");
    var fromFile = read("sample: {passwordFile: " + file + "}", Map.of());
    assertThat(fromFile.password()).contains(new Secret("s3cret"));
    var variable = Map.of("SEALMESH_SAMPLE_PASSWORD", "other");
    assertThat(read("", variable).password()).contains(new Secret("other"));
    var variableFile = Map.of("SEALMESH_SAMPLE_PASSWORD_FILE", file.toString());
    assertThat(read("", variableFile).password()).contains(new Secret("s3cret"));
    assertThat(fromFile.toString()).doesNotContain("s3cret");
    refuses("sample: {password: s3cret}", "sample.password is a secret: name a file with");
    refuses("sample: {passwordFile: /none}", "sample.password: cannot read the file /none");
  }

  private void refuses(String yaml, String reason) {
    assertThatThrownBy(() -> read(yaml, Map.of()))
        .isInstanceOf(ConfigFailure.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("s3cret");
  }

  private Sample read(String yaml, Map<String, String> environment) {
    try {
      Path file = Files.writeString(folder.resolve("sealmesh.yaml"), yaml);
      Settings settings = Settings.load(Optional.of(file), environment);
      Sample sample = settings.section("sample", Sample.defaults());
      settings.refuseUnknown();
      return sample;
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }
}
