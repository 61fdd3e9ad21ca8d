package org.sealmesh.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.StartFailure;

/// The folder of one origin process, held against every other until closed.
///
/// Two processes on one embedded database, or two makers of one key file, would each believe to be
/// alone. The operating system drops the hold when the process dies, however it dies.
final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /// Makes the folder if it is not there, readable by its owner alone.
  static DataFolder open(Path wanted) {
    return tryOpen(wanted)
        .orElseThrow(() ->
            new StartFailure(
                "the data folder "
                    + wanted.toAbsolutePath().normalize()
                    + " is in use by another process; stop it, or choose another"));
  }

  /// The same; nothing if another process holds it.
  static Optional<DataFolder> tryOpen(Path wanted) {
    Path path = wanted.toAbsolutePath().normalize();
    try {
      create(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new DataFolder(path, channel, lock));
    } catch (FileAlreadyExistsException file) {
      throw new StartFailure("the data folder " + path + " is not a folder");
    } catch (AccessDeniedException denied) {
      throw new StartFailure("no permission to write to the data folder " + path);
    } catch (FileSystemException refused) {
      throw new StartFailure(
          "cannot write to the data folder " + path + ": " + refused.getReason());
    } catch (IOException refused) {
      throw new StartFailure("cannot use the data folder " + path);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException alreadyGone) {
      throw new java.io.UncheckedIOException(alreadyGone);
    }
  }

  private static void create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      var ownerOnly = PosixFilePermissions.fromString("rwx------");
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(ownerOnly));
    } else {
      Files.createDirectories(path);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldHere) {
      return null;
    }
  }
}
