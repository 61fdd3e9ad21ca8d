package org.sealmesh.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.origin.JobId;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.origin.privacy.Section;
import org.sealmesh.privacy.Checkpoint.Segment;

class WorkspaceTest {
  private static final JobId JOB = new JobId(new UUID(1, 1));

  @TempDir private Path exports;

  private static Entry entry(String id) {
    return new Entry(
        Section.EVENTS, id, List.of(new Entry.Datum("Text", "a line\nand 🦭 \u0000 \" another")));
  }

  @Test
  void readsTheSegmentsAsTheyWereWritten() throws IOException {
    Workspace workspace = Workspace.of(exports, JOB);
    List<Segment> segments = List.of(new Segment(0, 1), new Segment(1, 2));
    assertThat(workspace.holds(List.of())).isTrue();
    assertThat(workspace.holds(segments)).isFalse();
    workspace.write(segments.get(0), List.of(entry("1"), entry("2")));
    workspace.write(segments.get(1), List.of(entry("3")));
    // Somebody else's, that nobody asks for.
    workspace.write(new Segment(1, 1), List.of(entry("stale")));
    assertThat(workspace.holds(segments)).isTrue();
    List<Entry> read = new ArrayList<>();
    workspace.read(segments, read::add);
    assertThat(read).containsExactly(entry("1"), entry("2"), entry("3"));
  }

  @Test
  void writesASegmentAnewThatWasLeftBehind() throws IOException {
    Workspace workspace = Workspace.of(exports, JOB);
    Segment segment = new Segment(0, 1);
    workspace.write(segment, List.of(entry("1"), entry("2"), entry("3")));
    workspace.write(segment, List.of(entry("4")));
    List<Entry> read = new ArrayList<>();
    workspace.read(List.of(segment), read::add);
    assertThat(read).containsExactly(entry("4"));
  }

  @Test
  void isReadableByItsOwnerAlone() throws IOException {
    Workspace workspace = Workspace.of(exports, JOB);
    workspace.write(new Segment(0, 1), List.of(entry("1")));
    workspace.publish("archive.zip", out -> out.write(1));
    Path folder = exports.resolve(JOB.text());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void hasAnArchiveOnceItIsWhole() throws IOException {
    Workspace workspace = Workspace.of(exports, JOB);
    assertThatThrownBy(() ->
            workspace.publish(
                "archive.zip",
                out -> {
                  out.write(1);
                  throw new IOException("the disk is full");
                }))
        .isInstanceOf(IOException.class);
    assertThat(workspace.file("archive.zip")).doesNotExist();
    byte[] content = "whole".getBytes(StandardCharsets.UTF_8);
    assertThat(workspace.publish("archive.zip", out -> out.write(content))).isEqualTo(5);
    workspace.write(new Segment(0, 1), List.of(entry("1")));
    workspace.keepOnly("archive.zip");
    assertThat(workspace.file("archive.zip")).hasContent("whole");
    assertThat(workspace.holds(List.of(new Segment(0, 1)))).isFalse();
  }

  @Test
  void sweepsTheFoldersOfUnknownJobsAndNothingThatIsNoJobs() throws IOException {
    JobId gone = new JobId(new UUID(2, 2));
    Workspace.of(exports, JOB).write(new Segment(0, 1), List.of(entry("1")));
    Workspace.of(exports, gone).write(new Segment(0, 1), List.of(entry("1")));
    Path other = Files.createDirectory(exports.resolve("holiday-pictures"));
    Workspace.sweep(exports, () -> Set.of(JOB));
    assertThat(exports.resolve(JOB.text())).isNotEmptyDirectory();
    assertThat(exports.resolve(gone.text())).doesNotExist();
    assertThat(other).exists();
    Workspace.of(exports, JOB).delete();
    Workspace.of(exports, JOB).delete();
    assertThat(exports.resolve(JOB.text())).doesNotExist();
    // Before the first export there is no folder.
    Workspace.sweep(exports.resolve("nowhere"), Set::of);
  }
}
