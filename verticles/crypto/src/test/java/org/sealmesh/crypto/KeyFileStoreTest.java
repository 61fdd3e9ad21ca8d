package org.sealmesh.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealmesh.bus.StartFailure;

class KeyFileStoreTest {
  @TempDir Path folder;

  private final SecureRandom random = new SecureRandom();
  private final KeyFile file = KeyFile.random(random);

  private KeyFileStore store() {
    return new KeyFileStore(folder.resolve("keys.json"));
  }

  @Test
  void writesForItsOwnerAlone() throws IOException {
    assertThat(store().load()).isEmpty();
    assertThat(store().create(file)).isEqualTo(KeyFileStore.Creation.CREATED);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store().path())))
        .isEqualTo("rw-------");
    assertThat(store().load()).contains(file);
    assertThat(names()).containsExactly("keys.json");
  }

  @Test
  void doesNotWriteOverAnExistingFile() throws IOException {
    store().create(file);

    assertThat(store().create(KeyFile.random(random))).isEqualTo(KeyFileStore.Creation.EXISTED);
    assertThat(store().load()).contains(file);
    assertThat(names()).containsExactly("keys.json");
  }

  @Test
  void replacesWhole() throws IOException {
    store().create(file);
    KeyFile next = KeyFile.random(random);
    store().replace(next);

    assertThat(store().load()).contains(next);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store().path())))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("keys.json");
  }

  @Test
  void survivesWhatACrashLeftBesideIt() throws IOException {
    store().create(file);
    Files.writeString(folder.resolve("keys.json.new"), "half a fi");

    assertThat(store().load()).contains(file);
    KeyFile next = KeyFile.random(random);
    store().replace(next);
    assertThat(store().load()).contains(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------", "rw-rw-rw-"})
  void refusesWiderModes(String modes) throws IOException {
    store().create(file);
    Files.setPosixFilePermissions(store().path(), PosixFilePermissions.fromString(modes));

    assertThatThrownBy(() -> store().load())
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("chmod 600 " + store().path())
        .hasMessageContaining(modes)
        .message()
        .hasLineCount(1);
  }

  @Test
  void takesAFileThatIsReadOnly() throws IOException {
    store().create(file);
    Files.setPosixFilePermissions(store().path(), PosixFilePermissions.fromString("r--------"));

    assertThat(store().load()).contains(file);
  }

  @Test
  void saysInOneLineThatAFileIsNone() throws IOException {
    store().create(file);
    Files.writeString(store().path(), "not\na\nkey\nfile");

    assertThatThrownBy(() -> store().load())
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("is not a key file")
        .message()
        .hasLineCount(1);
  }

  @Test
  void doesNotReadAHugeFile() throws IOException {
    store().create(file);
    Files.write(store().path(), new byte[65 * 1024]);

    assertThatThrownBy(() -> store().load())
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("64 KiB");
  }

  @Test
  void saysThatItCannotWrite() {
    KeyFileStore nowhere = new KeyFileStore(folder.resolve("none/keys.json"));

    assertThatThrownBy(() -> nowhere.create(file)).isInstanceOf(StartFailure.class);
    assertThatThrownBy(() -> nowhere.replace(file)).isInstanceOf(StartFailure.class);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }
}
