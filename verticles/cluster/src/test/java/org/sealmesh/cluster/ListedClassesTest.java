package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListedClassesTest {
  private final ClassLoader listed = new ListedClasses();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.hazelcast.map.IMap",
        "[Lcom.hazelcast.map.IMap;",
        "io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo",
        "io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo"
      })
  void loadsWhatTheClusterIsMadeOf(String name) throws ClassNotFoundException {
    assertThat(Class.forName(name, false, listed).getName()).isEqualTo(name);
  }

  /// With an exception that does not send Hazelcast on to another loader.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.Runtime",
        "org.sealmesh.cluster.Payloads$Task",
        "[Lorg.sealmesh.cluster.Payloads$Task;",
        "io.vertx.core.json.JsonObject",
        "com.hazelcastle.Keep",
        "nowhere.Nothing"
      })
  void refusesEverythingElse(String name) {
    assertThatExceptionOfType(SecurityException.class)
        .isThrownBy(() -> Class.forName(name, false, listed));
  }

  @Test
  void saysOfAMissingClassOfItsOwnThatItIsMissing() {
    assertThatExceptionOfType(ClassNotFoundException.class)
        .isThrownBy(() -> Class.forName("javax.cache.Missing", false, listed));
  }
}
