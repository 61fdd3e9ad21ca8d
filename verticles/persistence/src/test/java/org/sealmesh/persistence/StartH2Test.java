package org.sealmesh.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.persistence.SiteCommand.GetSite;
import org.sealmesh.persistence.sql.H2Engine.DataFolderInUse;
import org.sealmesh.persistence.sql.H2Engine.DataFolderNotWritable;
import org.sealmesh.persistence.sql.Migrations.SchemaTooNew;

/// What keeps an origin from starting on H2, and what does not.
final class StartH2Test {
  @TempDir Path folder;

  @Test
  void keepsItsTimelineAndItsFolderToItself() throws IOException {
    Path data = folder.resolve("data");
    PersistenceConfig config = H2UnderTest.at(data);
    Timeline timeline;
    try (TestOrigin first = TestOrigin.start(config)) {
      timeline = first.ask(new GetSite()).timeline();
      assertThatThrownBy(() -> TestOrigin.start(config))
          .isInstanceOf(DataFolderInUse.class)
          .hasMessageContaining(data.toString())
          .message()
          .doesNotContain("\n");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    try (TestOrigin second = TestOrigin.start(config)) {
      assertThat(second.ask(new GetSite()).timeline()).isEqualTo(timeline);
    }
  }

  @Test
  void refusesAFolderThatCannotBeWritten() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> TestOrigin.start(H2UnderTest.at(file.resolve("data"))))
        .isInstanceOf(DataFolderNotWritable.class)
        .isInstanceOf(StartFailure.class);
    assertThatThrownBy(() -> TestOrigin.start(H2UnderTest.at(file)))
        .isInstanceOf(DataFolderNotWritable.class);
  }

  @Test
  void refusesTablesOfALaterVersion() {
    try (DatabaseUnderTest database = new H2UnderTest()) {
      TestOrigin.start(database.config()).close();
      database.execute(
          "INSERT INTO bm_schema_history (installed_rank, version, description, type, script,"
              + " installed_by, execution_time, success)"
              + " VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'x', 1, TRUE)");
      database.execute("SHUTDOWN");
      assertThatThrownBy(() -> TestOrigin.start(database.config()))
          .isInstanceOf(SchemaTooNew.class);
      // It let go of the folder.
      assertThatThrownBy(() -> TestOrigin.start(database.config()))
          .isInstanceOf(SchemaTooNew.class);
    }
  }
}
