package org.sealmesh.launch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds for the reference of a program's settings. Extend it beside the program.
public abstract class ReferenceSuite {
  private static final Pattern SECTION = Pattern.compile("settings\\s*\\.section\\(\\s*\"(\\w+)\"");
  private static final Path EVERY_PROCESS =
      Path.of("../launch/src/main/java/org/sealmesh/launch/RunningProcess.java");

  private final Path path;
  private final Path reader;
  private final Map<String, Record> sections;
  private ReferenceFile file;

  /// @param path the reference
  /// @param reader the source in which the program reads its sections
  /// @param sections what it reads, by name, with the defaults
  protected ReferenceSuite(Path path, Path reader, Map<String, Record> sections) {
    this.path = path;
    this.reader = reader;
    this.sections = sections;
  }

  @BeforeEach
  void read() throws IOException {
    file = ReferenceFile.read(path);
  }

  /// Otherwise this test would not notice a new section.
  @Test
  void everySectionOfTheProgramIsLookedAt() throws IOException {
    TreeSet<String> read = new TreeSet<>();
    for (Path source : List.of(reader, EVERY_PROCESS)) {
      SECTION.matcher(Files.readString(source)).results().forEach(m -> read.add(m.group(1)));
    }
    assertThat(sections.keySet()).containsExactlyInAnyOrderElementsOf(read);
  }

  @Test
  void everyKeyIsKnown() {
    assertThat(file.unknown(sections)).isEmpty();
  }

  @Test
  void noSettingIsMissing() {
    assertThat(file.missing(sections)).isEmpty();
  }

  @Test
  void everyValueIsTheDefault() {
    assertThat(file.otherwise(sections)).isEmpty();
  }

  @Test
  void everySettingHasItsLimitsAndAReason() {
    assertThat(file.unexplained()).isEmpty();
  }

  @Test
  void theProgramKeepsTheLimits() {
    assertThat(file.outside(sections)).hasSizeGreaterThan(sections.size());
    assertThat(file.looser(sections)).isEmpty();
  }
}
