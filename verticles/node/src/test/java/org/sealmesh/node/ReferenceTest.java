package org.sealmesh.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealmesh.launch.OpsConfig;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.config.ReferenceFile;
import org.sealmesh.launch.config.ReferenceSuite;
import org.sealmesh.launch.config.Settings;

/// `cluster-config/reference/origin.yml` is what this program reads.
class ReferenceTest extends ReferenceSuite {
  private static final Path FOLDER = Path.of("../../cluster-config/reference");

  ReferenceTest() {
    super(
        FOLDER.resolve("origin.yml"),
        Path.of("src/main/java/org/sealmesh/node/SiteConfig.java"),
        sections());
  }

  /// Both programs have these, and an operator should read about them once.
  @Test
  void saysTheSameAsTheOtherProgramsReference() throws IOException {
    ReferenceFile origin = ReferenceFile.read(FOLDER.resolve("origin.yml"));
    ReferenceFile relay = ReferenceFile.read(FOLDER.resolve("relay.yml"));
    for (String shared : new String[] {"router", "relay", "cluster", "ops", "process"}) {
      assertThat(origin.section(shared)).isNotEmpty().isEqualTo(relay.section(shared));
    }
  }

  private static Map<String, Record> sections() {
    SiteConfig usual = SiteConfig.read(Settings.load(Optional.empty(), Map.of()));
    Map<String, Record> sections = new LinkedHashMap<>();
    for (RecordComponent section : SiteConfig.class.getRecordComponents()) {
      try {
        sections.put(section.getName(), (Record) section.getAccessor().invoke(usual));
      } catch (ReflectiveOperationException bug) {
        throw new IllegalStateException(bug);
      }
    }
    sections.put("process", ProcessConfig.defaults());
    sections.put("ops", OpsConfig.defaults());
    return sections;
  }
}
