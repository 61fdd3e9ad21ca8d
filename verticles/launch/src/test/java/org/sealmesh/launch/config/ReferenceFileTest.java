package org.sealmesh.launch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Secret;

/// Each lie that a reference could tell is found.
class ReferenceFileTest {
  private static final String GOOD =
      """
      # About the file.
      door:
        # Its width, in centimetres.
        # Limits: 60 … 200.
        # Why: a wheelchair.
        width: 90
        # Its code.
        # Limits: a file. Why: none.
        codeFile: null
        lock:
          # How long it stays open.
          # Limits: above 0s; up to 5m.
          # Why: somebody with a parcel.
          open: 30s
      """;

  record Lock(Duration open) {
    Lock {
      if (!open.isPositive() || open.toMinutes() > 5) {
        throw new IllegalArgumentException("lock.open must be up to 5m");
      }
    }
  }

  record Door(int width, Optional<Secret> code, Lock lock) {
    Door {
      if (width < 60 || width > 200) {
        throw new IllegalArgumentException("width must be 60 … 200");
      }
    }
  }

  private static final Map<String, Record> SECTIONS =
      Map.of("door", new Door(90, Optional.empty(), new Lock(Duration.ofSeconds(30))));

  @TempDir Path folder;

  @Test
  void findsNothingInAGoodOne() throws IOException {
    ReferenceFile good = file(GOOD);
    assertThat(good.unknown(SECTIONS)).isEmpty();
    assertThat(good.missing(SECTIONS)).isEmpty();
    assertThat(good.otherwise(SECTIONS)).isEmpty();
    assertThat(good.unexplained()).isEmpty();
    assertThat(good.outside(SECTIONS))
        .containsOnlyKeys("door.width", "door.lock.open")
        .containsEntry("door.width", List.of("59", "201"));
    assertThat(good.looser(SECTIONS)).isEmpty();
  }

  @Test
  void findsAKeyThatIsNone() throws IOException {
    assertThat(file(GOOD.replace("open: 30s", "opn: 30s")).unknown(SECTIONS))
        .singleElement()
        .asString()
        .contains("unknown key door.lock.opn");
    assertThat(file(GOOD + "window: {}\n").unknown(SECTIONS))
        .singleElement()
        .asString()
        .contains("unknown section window");
  }

  @Test
  void findsASettingThatIsNotThere() throws IOException {
    assertThat(file(GOOD.replace("    open: 30s\n", "")).missing(SECTIONS))
        .containsExactly("door.lock.open");
    assertThat(file(GOOD.replace("  codeFile: null\n", "")).missing(SECTIONS))
        .containsExactly("door.codeFile");
  }

  @Test
  void findsAnotherValueThanTheDefault() throws IOException {
    assertThat(file(GOOD.replace("30s", "31s")).otherwise(SECTIONS))
        .containsExactly("door.lock.open is PT31S in the file and PT30S by default");
    assertThat(file(GOOD.replace("width: 90", "width: null")).otherwise(SECTIONS))
        .containsExactly("door.width has no value in the file and 90 by default");
  }

  @Test
  void findsASettingWithoutAReason() throws IOException {
    assertThat(file(GOOD.replace("    # Why: somebody with a parcel.\n", "")).unexplained())
        .containsExactly("door.lock.open has no \"Why:\" in the comment above it");
    assertThat(file(GOOD.replace("  # Limits: 60 … 200.\n", "")).unexplained())
        .containsExactly("door.width has no \"Limits:\" in the comment above it");
  }

  @Test
  void findsALimitThatTheProgramDoesNotKeep() throws IOException {
    assertThat(file(GOOD.replace("60 … 200", "70 … 190")).looser(SECTIONS))
        .containsExactly(
            "door.width takes 69, which the comment rules out",
            "door.width takes 191, which the comment rules out");
  }

  private ReferenceFile file(String text) throws IOException {
    return ReferenceFile.read(Files.writeString(folder.resolve("reference.yml"), text));
  }
}
