package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What only the text of the sources shows.
class SourceTest {
  private static final Path VERTICLES = Path.of("..").toAbsolutePath().normalize();

  /// Vocabularies and launchers have no verticle of their own.
  private static final Set<String> NO_VERTICLE =
      Set.of("bus", "mesh", "origin", "cluster", "launch", "node", "relay-node");

  /// Comments cost no room.
  private static final int CODE_LINES_MAX = 300;

  @Test
  void everyVerticleFolderLooksTheSame() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (Path folder : folders()) {
      String name = folder.getFileName().toString();
      require(missing, folder.resolve("README.md"));
      if (!NO_VERTICLE.contains(name)) {
        Path sources = folder.resolve("src/main/java/org/sealmesh").resolve(name);
        String prefix = name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
        require(missing, sources.resolve(prefix + "Verticle.java"));
        require(missing, sources.resolve(prefix + "Config.java"));
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    Set<Path> unmarked = new TreeSet<>();
    for (Path file : sources("src/main/java")) {
      Path marker = file.resolveSibling("package-info.java");
      if (!Files.exists(marker) || !Files.readString(marker).contains("@NullMarked")) {
        unmarked.add(file.getParent());
      }
    }
    assertThat(unmarked).isEmpty();
  }

  @Test
  void classesFitInTheHead() throws IOException {
    Set<String> large = new TreeSet<>();
    for (Path file : sources("src/main/java")) {
      try (Stream<String> lines = Files.lines(file)) {
        long count = lines.map(String::strip).filter(SourceTest::isCode).count();
        if (count > CODE_LINES_MAX) {
          large.add(file.getFileName() + " has " + count + " lines of code");
        }
      }
    }
    assertThat(large).isEmpty();
  }

  private static boolean isCode(String line) {
    return !line.isEmpty() && !line.startsWith("//") && !line.startsWith("import ");
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    Set<String> left = new TreeSet<>();
    for (Path file : sources("src")) {
      if (!file.getFileName().toString().equals("SourceTest.java")
          && Files.readString(file).matches("(?s).*\\b(TODO|FIXME|XXX)\\b.*")) {
        left.add(file.toString());
      }
    }
    assertThat(left).isEmpty();
  }

  private static void require(Set<String> missing, Path file) {
    if (!Files.exists(file)) {
      missing.add(VERTICLES.relativize(file).toString());
    }
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(VERTICLES)) {
      return all.filter(folder -> Files.exists(folder.resolve("pom.xml"))).sorted().toList();
    }
  }

  private static List<Path> sources(String below) throws IOException {
    Set<Path> files = new TreeSet<>();
    for (Path folder : folders()) {
      Path root = folder.resolve(below);
      if (Files.exists(root)) {
        try (Stream<Path> all = Files.walk(root)) {
          all.filter(f -> f.toString().endsWith(".java")).forEach(files::add);
        }
      }
    }
    assertThat(files).isNotEmpty();
    return List.copyOf(files);
  }
}
