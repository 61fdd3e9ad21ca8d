package org.sealmesh.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;
import org.sealmesh.persistence.PersistenceConfig.H2;

/// H2 on a file in a folder of its own.
final class H2UnderTest implements DatabaseUnderTest {
  private final Path folder;

  H2UnderTest() {
    try {
      folder = Files.createTempDirectory("sealmesh-h2-");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public PersistenceConfig config() {
    return at(folder);
  }

  static PersistenceConfig at(Path folder) {
    PersistenceConfig defaults = PersistenceConfig.defaults();
    return new PersistenceConfig(
        defaults.engine(),
        new H2(folder, defaults.h2().cacheKib()),
        defaults.mysql(),
        defaults.content(),
        defaults.pool(),
        defaults.batches(),
        defaults.rounds(),
        defaults.limits(),
        defaults.times());
  }

  @Override
  public Connection connect() throws SQLException {
    return DatabaseUnderTest.connect(
        "jdbc:h2:file:"
            + folder.resolve("sealmesh")
            + ";MODE=MariaDB;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"
            + ";TRACE_LEVEL_FILE=0",
        "sa",
        "");
  }

  @Override
  public void goAway() {
    execute("SHUTDOWN IMMEDIATELY");
    try {
      // Without its folder it cannot be opened again.
      Files.move(folder, away());
      Files.createFile(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void comeBack() {
    try {
      Files.delete(folder);
      Files.move(away(), folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path away() {
    return folder.resolveSibling(folder.getFileName() + "-away");
  }

  @Override
  public boolean takesTwoOrigins() {
    return false;
  }

  @Override
  public void close() {
    delete(folder);
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
