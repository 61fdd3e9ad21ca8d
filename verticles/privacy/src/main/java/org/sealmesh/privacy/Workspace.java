package org.sealmesh.privacy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.privacy.Checkpoint.Segment;

/// The files of one job: segments while it runs, an archive when it is done. Nobody but the owner
/// of the process can read them. Blocks.
final class Workspace {
  private final Path folder;

  private Workspace(Path folder) {
    this.folder = folder;
  }

  /// Touches nothing.
  static Workspace of(Path exports, JobId job) {
    return new Workspace(exports.resolve(job.text()));
  }

  /// Where an archive would be. There need not be one.
  Path file(String name) {
    return folder.resolve(name);
  }

  /// Whether every segment is here: not if another process wrote them elsewhere.
  boolean holds(List<Segment> segments) {
    return segments.stream().allMatch(segment -> Files.isRegularFile(path(segment)));
  }

  /// When this returns, the segment survives the end of the machine.
  void write(Segment segment, List<Entry> entries) throws IOException {
    createFolder(folder);
    try (FileChannel channel = create(path(segment))) {
      OutputStream out = Channels.newOutputStream(channel);
      for (Entry entry : entries) {
        out.write(Wire.json().write(entry));
        out.write('\n');
      }
      channel.force(true);
    }
  }

  /// Hands over the entries of the segments, one after the other.
  void read(List<Segment> segments, EntrySink to) throws IOException {
    for (Segment segment : segments) {
      try (BufferedReader lines = Files.newBufferedReader(path(segment))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          to.accept(entry(line));
        }
      }
    }
  }

  private static Entry entry(String line) throws IOException {
    try {
      return Wire.json().read(line.getBytes(StandardCharsets.UTF_8), Entry.class);
    } catch (Wire.Malformed damaged) {
      throw new IOException("a segment is damaged", damaged);
    }
  }

  /// A file that is there once it is whole.
  ///
  /// @return its size in bytes
  long publish(String name, Content content) throws IOException {
    createFolder(folder);
    Path part = folder.resolve(name + ".part");
    Files.deleteIfExists(part);
    try (FileChannel channel = create(part)) {
      content.writeTo(Channels.newOutputStream(channel));
      channel.force(true);
    }
    Files.move(part, file(name), StandardCopyOption.ATOMIC_MOVE);
    return Files.size(file(name));
  }

  /// Deletes all but this one.
  void keepOnly(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.toList()) {
        if (!path.equals(file(name))) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  void delete() throws IOException {
    delete(folder);
  }

  /// Deletes the folders of jobs that are unknown, and nothing that is no job's.
  ///
  /// @param known asked after the folders were listed: one that is made meanwhile is left alone
  static void sweep(Path exports, Supplier<Set<JobId>> known) throws IOException {
    List<JobId> found = jobs(exports);
    Set<JobId> jobs = known.get();
    for (JobId job : found) {
      if (!jobs.contains(job)) {
        of(exports, job).delete();
      }
    }
  }

  private static List<JobId> jobs(Path exports) throws IOException {
    List<JobId> jobs = new ArrayList<>();
    if (Files.isDirectory(exports)) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(exports)) {
        for (Path folder : folders) {
          job(folder).ifPresent(jobs::add);
        }
      }
    }
    return jobs;
  }

  private static Optional<JobId> job(Path folder) {
    try {
      return Optional.of(JobId.parse(folder.getFileName().toString()));
    } catch (IllegalArgumentException other) {
      return Optional.empty();
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(all::add);
    } catch (NoSuchFileException nothing) {
      return;
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  private Path path(Segment segment) {
    return folder.resolve("%07d-%d.jsonl".formatted(segment.number(), segment.fence()));
  }

  private static FileChannel create(Path path) throws IOException {
    // A segment that a kill left behind, before anybody heard of it, is written anew.
    return FileChannel.open(
        path,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING),
        ownerOnly(path, "rw-------"));
  }

  private static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /// Takes entries one by one.
  @FunctionalInterface
  interface EntrySink {
    void accept(Entry entry) throws IOException;
  }

  /// Writes a file's bytes.
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
