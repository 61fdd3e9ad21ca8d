package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.StartFailure;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void makesAFolderThatOnlyItsOwnerCanRead() throws IOException {
    Path wanted = folder.resolve("a/b");
    try (DataFolder data = DataFolder.open(wanted)) {
      assertThat(data.path()).isEqualTo(wanted);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(wanted)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void isHeldByOneAtATime() {
    try (DataFolder first = DataFolder.open(folder)) {
      assertThatThrownBy(() -> DataFolder.open(first.path()))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining(folder + " is in use by another process");
    }
    DataFolder.open(folder).close();
  }

  @Test
  void refusesAFileInItsPlace() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(file + " is not a folder");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void refusesAFolderThatCannotBeWritten() {
    // Not even root can make a folder in /proc, whatever the permissions of other folders say.
    assertThatThrownBy(() -> DataFolder.open(Path.of("/proc/sealmesh")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("/proc/sealmesh")
        .hasMessageNotContaining("\n");
  }
}
