package org.sealmesh.persistence.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.sealmesh.origin.ConversationId;

/// The folder of content keys, a file for each:
///
/// ```
/// site                    which database they belong to: a UUID
/// 3f/3fa1…c2/1.key        the key of one conversation from its event 1 on
/// 3f/3fa1…c2/5021.key     the next one
/// ```
///
/// A file is written whole or not at all, is never changed, and is overwritten before it is
/// deleted. Several processes may use one folder at the same time. Blocks on the disk.
final class KeyFolder {
  private static final String SITE = "site";
  private static final String SUFFIX = ".key";

  /// A key file is far shorter; whatever is longer is none.
  private static final int BYTES_MAX = 512;

  private final Path path;

  KeyFolder(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  Path path() {
    return path;
  }

  boolean hasKeys() throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(path, "[0-9a-f][0-9a-f]")) {
      return folders.iterator().hasNext();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return false;
    }
  }

  /// Which database the keys belong to; nothing if that was never said, or if it is not there.
  Optional<UUID> site() throws IOException {
    try {
      return Optional.of(
          UUID.fromString(
              new String(bytes(path.resolve(SITE)), StandardCharsets.US_ASCII).strip()));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IllegalArgumentException damaged) {
      throw new IOException(path.resolve(SITE) + " is damaged", damaged);
    }
  }

  /// Makes the folder if need be, and says whose it is, unless that is said already.
  void claim(UUID site) throws IOException {
    Files.createDirectories(path, ownersAlone("rwx------"));
    write(path, SITE, (site + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /// The keys of a conversation, by the seq from which on each is used.
  SortedSet<Long> numbers(ConversationId conversation) throws IOException {
    SortedSet<Long> numbers = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(of(conversation), "*" + SUFFIX)) {
      for (Path file : files) {
        number(file).ifPresent(numbers::add);
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return numbers;
    }
    return numbers;
  }

  private static Optional<Long> number(Path file) {
    String name = file.getFileName().toString();
    try {
      return Optional.of(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
    } catch (NumberFormatException other) {
      return Optional.empty();
    }
  }

  Optional<byte[]> read(ConversationId conversation, long number) throws IOException {
    try {
      return Optional.of(bytes(file(conversation, number)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /// Keeps a new key, so that no crash loses it; unless there is one of that number, which stays.
  void create(ConversationId conversation, long number, byte[] content) throws IOException {
    Files.createDirectories(of(conversation), ownersAlone("rwx------"));
    write(of(conversation), number + SUFFIX, content);
    sync(shard(conversation));
    sync(path);
  }

  /// Overwrites and deletes a key; nothing if there is none.
  void destroy(ConversationId conversation, long number) throws IOException {
    Path file = file(conversation, number);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      fill(channel, new byte[(int) Math.min(channel.size(), BYTES_MAX)]);
    } catch (NoSuchFileException gone) {
      return;
    }
    Files.deleteIfExists(file);
    sync(of(conversation));
  }

  /// Destroys all that a conversation has.
  void destroyAll(ConversationId conversation) throws IOException {
    for (long number : numbers(conversation)) {
      destroy(conversation, number);
    }
    try {
      Files.deleteIfExists(of(conversation));
    } catch (DirectoryNotEmptyException somethingElse) {
      // What is not ours stays where it is; no key is left.
    }
  }

  /// No folder with as many entries as there are conversations.
  private Path shard(ConversationId conversation) {
    return path.resolve(name(conversation).substring(0, 2));
  }

  private Path of(ConversationId conversation) {
    return shard(conversation).resolve(name(conversation));
  }

  private static String name(ConversationId conversation) {
    return HexFormat.of().formatHex(conversation.bytes());
  }

  private Path file(ConversationId conversation, long number) {
    return of(conversation).resolve(number + SUFFIX);
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException(file + " is damaged");
    }
    return Files.readAllBytes(file);
  }

  /// A link refuses to replace what is there, which a rename would do without a word.
  private void write(Path folder, String name, byte[] content) throws IOException {
    Path beside = folder.resolve(UUID.randomUUID() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownersAlone("rw-------"))) {
      fill(channel, content);
    }
    try {
      Files.createLink(folder.resolve(name), beside);
    } catch (FileAlreadyExistsException faster) {
      return;
    } finally {
      Files.delete(beside);
    }
    sync(folder);
  }

  private static void fill(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  /// Makes names as durable as the bytes.
  private void sync(Path folder) throws IOException {
    if (isPosix()) {
      try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
        opened.force(true);
      }
    }
  }

  private FileAttribute<?>[] ownersAlone(String modes) {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(modes))
        }
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
