package org.sealmesh.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sealmesh.bus.StartFailure;

/// Where the key file lies. Whatever happens to the machine, there is afterwards the whole old file
/// or the whole new one.
///
/// Blocks on the disk: not for an event loop.
public final class KeyFileStore {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path path;

  public KeyFileStore(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  public Path path() {
    return path;
  }

  /// Reads the file, or nothing if there is none.
  ///
  /// @throws StartFailure if others than the owner may use it, or if it is no key file
  public Optional<KeyFile> load() {
    try {
      refuseWideModes();
      if (Files.size(path) > KeyFile.TEXT_BYTES_MAX) {
        throw new StartFailure(path + " is not a key file: it is longer than 64 KiB");
      }
      return Optional.of(KeyFile.parse(Files.readAllBytes(path)));
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    } catch (IllegalArgumentException malformed) {
      throw new StartFailure(path + " is not a key file: " + malformed.getMessage());
    } catch (IOException unreadable) {
      throw new StartFailure("cannot read the key file " + path);
    }
  }

  private void refuseWideModes() throws IOException {
    if (!posix()) {
      return;
    }
    Set<PosixFilePermission> modes = Files.getPosixFilePermissions(path);
    if (!OWNERS.containsAll(modes)) {
      throw new StartFailure(
          "others may use the key file %s (%s); run: chmod 600 %1$s"
              .formatted(path, PosixFilePermissions.toString(modes)));
    }
  }

  /// The file that is there, or a new one.
  ///
  /// @throws StartFailure as [#load] and [#create] do
  public Obtained loadOrCreate(SecureRandom random) {
    Optional<KeyFile> found = load();
    if (found.isPresent()) {
      return new Obtained(found.get(), Creation.EXISTED);
    }
    KeyFile made = KeyFile.random(random);
    return switch (create(made)) {
      case CREATED -> new Obtained(made, Creation.CREATED);
      case EXISTED -> loadOrCreate(random);
    };
  }

  /// What came of [#loadOrCreate].
  public record Obtained(KeyFile file, Creation creation) {}

  /// Writes the first file, unless another process was faster; then that one's file is left as it
  /// is.
  ///
  /// @throws StartFailure if it cannot be written
  public Creation create(KeyFile file) {
    try {
      Path written = write(file);
      try {
        // A link refuses to replace what is there, which a rename would do without a word.
        Files.createLink(path, written);
      } catch (FileAlreadyExistsException faster) {
        return Creation.EXISTED;
      } finally {
        Files.delete(written);
      }
      syncFolder();
      return Creation.CREATED;
    } catch (IOException | UnsupportedOperationException refused) {
      throw new StartFailure("cannot write the key file " + path);
    }
  }

  /// What came of [#create].
  public enum Creation {
    CREATED,
    EXISTED
  }

  /// Puts the file in the place of the one that is there.
  ///
  /// @throws StartFailure if it cannot be written; then the old one stands
  public void replace(KeyFile file) {
    try {
      Files.move(write(file), path, StandardCopyOption.ATOMIC_MOVE);
      syncFolder();
    } catch (IOException refused) {
      throw new StartFailure("cannot write the key file " + path);
    }
  }

  /// Takes the file away again.
  void delete() {
    try {
      Files.delete(path);
      syncFolder();
    } catch (IOException refused) {
      throw new StartFailure("cannot delete the key file " + path);
    }
  }

  private Path write(KeyFile file) throws IOException {
    Path beside = path.resolveSibling(path.getFileName() + ".new");
    // What a crash left there: never the only copy of anything.
    Files.deleteIfExists(beside);
    Set<StandardOpenOption> fresh =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(beside, fresh, attributes())) {
      ByteBuffer bytes = ByteBuffer.wrap(file.text());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    return beside;
  }

  /// Makes the name as durable as the bytes.
  private void syncFolder() throws IOException {
    if (posix()) {
      try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  private FileAttribute<?>[] attributes() {
    return posix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
        : new FileAttribute<?>[0];
  }

  private boolean posix() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
