package org.sealmesh.persistence.copy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// How a process asks another one, which has the embedded database and lets nobody else in, for a
/// backup: by files in the database's own folder, into which only the site's account can write.
///
/// A wish (`backup.wanted`, with the folder to write to) becomes one that is worked on
/// (`backup.running`), and then an answer (`backup.done` or `backup.failed`, with one line), which
/// the asker takes away.
public final class BackupSpool {
  private final Path wanted;
  private final Path running;
  private final Path done;
  private final Path failed;

  /// @param folder of the database
  public BackupSpool(Path folder) {
    this.wanted = folder.resolve("backup.wanted");
    this.running = folder.resolve("backup.running");
    this.done = folder.resolve("backup.done");
    this.failed = folder.resolve("backup.failed");
  }

  /// What came of a wish.
  ///
  /// @param line what there is to say of it
  public record Answer(boolean isDone, String line) {}

  /// Whether nobody wants one, or is given one, now.
  public boolean isFree() {
    return !Files.exists(wanted) && !Files.exists(running);
  }

  /// An answer that nobody has taken away goes.
  public void want(Path to) throws IOException {
    Files.deleteIfExists(done);
    Files.deleteIfExists(failed);
    write(wanted, to.toAbsolutePath().normalize().toString());
  }

  /// Nobody will be asked any more.
  ///
  /// @return whether nobody has begun with it
  public boolean takeBack() throws IOException {
    return Files.deleteIfExists(wanted);
  }

  public Optional<Answer> answer() throws IOException {
    Optional<Answer> yes = taken(done).map(line -> new Answer(true, line));
    return yes.isPresent() ? yes : taken(failed).map(line -> new Answer(false, line));
  }

  /// @return where a backup is to be written to, if somebody wants one
  Optional<Path> take() throws IOException {
    if (!Files.exists(wanted)) {
      return Optional.empty();
    }
    Files.move(wanted, running, StandardCopyOption.ATOMIC_MOVE);
    return Optional.of(Path.of(Files.readString(running)));
  }

  void answer(Answer answer) throws IOException {
    write(answer.isDone() ? done : failed, answer.line());
    Files.deleteIfExists(running);
  }

  /// What an earlier process has not finished.
  void forget() throws IOException {
    Files.deleteIfExists(running);
  }

  private static Optional<String> taken(Path file) throws IOException {
    try {
      String line = Files.readString(file);
      Files.delete(file);
      return Optional.of(line);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /// Nobody sees half of it.
  private static void write(Path file, String line) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(whole, line.getBytes(StandardCharsets.UTF_8));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
