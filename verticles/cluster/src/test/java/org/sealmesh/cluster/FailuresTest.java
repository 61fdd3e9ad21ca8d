package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.spi.exception.PartitionMigratingException;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealmesh.mesh.NodeId;

/// What a member can read of another: its failures, and no other Java object. A failure that cannot
/// be read leaves whoever waits for it waiting.
class FailuresTest {
  private final SerializationService reader = service();

  static Stream<Throwable> failures() throws Exception {
    return Stream.of(
        new RetryableHazelcastException("x", new IllegalStateException("y")),
        new PartitionMigratingException(new Address("127.0.0.1", 1), 1, "operation", "service"),
        new TargetNotMemberException("x"),
        new HazelcastInstanceNotActiveException("x"),
        new ClusterTopologyChangedException("x"),
        new ConcurrentModificationException("x"),
        new OperationTimeoutException("x"),
        new HazelcastSerializationException("x", new SecurityException("y")),
        new ExecutionException(new IOException("x")),
        new NullPointerException("x"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void readsWhatWentWrongElsewhere(Throwable failure) {
    Throwable read = reader.toObject(reader.toData(failure));

    assertThat(read).hasSameClassAs(failure).hasMessage(failure.getMessage());
  }

  @Test
  void readsNoOtherJavaObject() {
    for (Object value :
        List.of(new Payloads.Value(), new ArrayList<>(List.of(new Payloads.Value())))) {
      var data = reader.toData(value);

      int before = Payloads.READ.get();
      assertThatThrownBy(() -> reader.toObject(data))
          .hasRootCauseInstanceOf(SecurityException.class);
      assertThat(Payloads.READ).hasValue(before);
    }
  }

  private static SerializationService service() {
    Config config =
        HazelcastSettings.of(
            TestProcess.config(5701, List.of(5701)),
            new Identity(new NodeId("reader"), Zone.MESH),
            "bus",
            Defence.all());
    return new DefaultSerializationServiceBuilder()
        .setConfig(config.getSerializationConfig())
        .setClassLoader(config.getClassLoader())
        .build();
  }
}
