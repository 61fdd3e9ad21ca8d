package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What docs/threats.md says is shown by a test, is.
class ThreatsTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  /// A class and one of its methods.
  private static final Pattern JAVA = Pattern.compile("`([A-Z]\\w*(?:Test|Suite))\\.(\\w+)`");

  /// A file and the title of a test in it, or how the title begins.
  private static final Pattern SCRIPT = Pattern.compile("(client/\\S+\\.test\\.ts) \"([^\"]+)\"");

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/threats.md"));
    Map<String, Path> classes = testClasses();
    Set<String> missing = new TreeSet<>();
    for (MatchResult named : JAVA.matcher(page).results().toList()) {
      Path file = classes.get(named.group(1) + ".java");
      if (file == null || !Files.readString(file).contains("void " + named.group(2) + "(")) {
        missing.add(named.group());
      }
    }
    for (MatchResult named : SCRIPT.matcher(page).results().toList()) {
      Path file = ROOT.resolve(named.group(1));
      if (!Files.exists(file) || !Files.readString(file).contains(named.group(2))) {
        missing.add(named.group());
      }
    }
    assertThat(JAVA.matcher(page).results()).hasSizeGreaterThan(40);
    assertThat(SCRIPT.matcher(page).results()).hasSizeGreaterThan(5);
    assertThat(missing).isEmpty();
  }

  /// By the names of their files; where two have the same name, any of them.
  private static Map<String, Path> testClasses() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT.resolve("verticles"))) {
      return all.filter(file -> file.toString().contains("/src/test/java/"))
          .filter(file -> file.toString().matches(".*(Test|Suite)\\.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString(), file -> file, (one, other) -> one));
    }
  }
}
