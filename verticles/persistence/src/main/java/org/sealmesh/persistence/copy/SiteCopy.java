package org.sealmesh.persistence.copy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.persistence.Engines;
import org.sealmesh.persistence.PersistenceConfig;
import org.sealmesh.persistence.PersistenceConfig.EngineName;
import org.sealmesh.persistence.copy.DatabaseCopy.Writers;
import org.sealmesh.persistence.sql.Engine;
import org.sealmesh.persistence.sql.H2Engine;

/// Moves a site to another database, backs it up and restores it: always by copying every row and
/// comparing the two, so that any engine can follow any other. Blocks, for as long as it takes.
///
/// A backup is an embedded database in a folder of its own. It has what people wrote in plaintext,
/// and the conversations' keys wrapped by the key file, which it does not have.
public final class SiteCopy {
  private static final String DATABASE = "sealmesh.mv.db";
  private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
  private static final int CACHE_KIB = 16 * 1024;

  /// @param tables with or without rows
  public record Copied(int tables, long rows) {
    @Override
    public String toString() {
      return "%d rows of %d tables, compared one by one".formatted(rows, tables);
    }
  }

  /// Nobody may use either. The one that is left is brought to this version's tables, and not
  /// changed otherwise.
  ///
  /// @throws StartFailure if one cannot be used, there is nothing to copy, the target is not empty,
  ///   or the two are not the same in the end
  public static Copied migrate(PersistenceConfig from, PersistenceConfig to) {
    Engine source = Engines.of(from);
    try {
      source.prepare();
      return into(
          Engines.of(to), target -> DatabaseCopy.copy(source, target, Writers.FORBIDDEN, null));
    } finally {
      source.close();
    }
  }

  /// Of a site that may run if its database is a server; on the embedded one it must be stopped.
  ///
  /// @param to a folder that is not there yet
  /// @throws StartFailure if one cannot be used, or there is no site
  public static Copied backUp(PersistenceConfig site, Path to) {
    Engine source = Engines.of(site);
    if (site.engine() == EngineName.MYSQL) {
      // Not prepared: it is in use, perhaps by another version.
      return backUp(source, to);
    }
    try {
      source.prepare();
      return backUp(source, to);
    } finally {
      source.close();
    }
  }

  /// @param source in use
  static Copied backUp(Engine source, Path to) {
    Path folder = to.toAbsolutePath().normalize();
    Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
    for (Path taken : List.of(folder, unfinished)) {
      if (Files.exists(taken)) {
        throw new StartFailure(
            "there is something already at " + taken + ": nothing is overwritten");
      }
    }
    try {
      Copied copied =
          into(
              new H2Engine(unfinished, LOCK_WAIT, CACHE_KIB),
              target -> DatabaseCopy.copy(source, target, Writers.ALLOWED, null));
      Files.move(unfinished, folder);
      return copied;
    } catch (IOException refused) {
      delete(unfinished);
      throw new StartFailure("the backup cannot be named " + folder, refused);
    } catch (RuntimeException failure) {
      delete(unfinished);
      throw failure;
    }
  }

  /// Into an empty database, under a new timeline: browsers may have kept what the backup does not
  /// have. The backup is not changed, whichever version made it.
  ///
  /// @param from a folder that [#backUp] made
  /// @throws StartFailure if there is no backup, or the target cannot be used or is not empty
  public static Copied restore(Path from, PersistenceConfig to, Timeline timeline) {
    if (!Files.isRegularFile(from.resolve(DATABASE))) {
      throw new StartFailure("there is no backup at " + from);
    }
    Path work = null;
    try {
      work = Files.createTempDirectory("sealmesh-restore-");
      Files.copy(from.resolve(DATABASE), work.resolve(DATABASE));
      Engine source = new H2Engine(work, LOCK_WAIT, CACHE_KIB);
      source.prepare();
      try {
        return into(
            Engines.of(to),
            target -> DatabaseCopy.copy(source, target, Writers.FORBIDDEN, timeline));
      } finally {
        source.close();
      }
    } catch (IOException refused) {
      throw new StartFailure("the backup at " + from + " cannot be read", refused);
    } finally {
      if (work != null) {
        delete(work);
      }
    }
  }

  private interface Work {
    Copied on(Engine target);
  }

  private static Copied into(Engine target, Work work) {
    try {
      target.prepare();
      return work.on(target);
    } finally {
      target.close();
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private SiteCopy() {}
}
