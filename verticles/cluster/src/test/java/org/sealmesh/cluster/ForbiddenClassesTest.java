package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sealmesh.cluster.TestProcess.await;

import com.hazelcast.nio.serialization.DataSerializable;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Code that a member brings along for another to run. What travels by the name of its class is
/// stopped by the list of classes; what travels as a Java object also by the filter, and each of
/// the two is enough.
@Tag("long")
class ForbiddenClassesTest {
  private static Attacked defended;
  private static Attacked withoutList;
  private static Attacked withoutFilter;
  private static Attacked withoutBoth;

  /// A process, and a rogue beside it.
  private record Attacked(TestProcess process, Rogue rogue) {
    static Attacked without(String node, Defence... missing) {
      int port = TestProcess.freePorts(1).getFirst();
      TestProcess process =
          TestProcess.without(TestProcess.config(port, List.of(port)), node, missing);
      return new Attacked(process, Rogue.join("test-mesh", "mesh", port));
    }

    void close() {
      rogue.close();
      process.close();
    }
  }

  @BeforeAll
  static void start() {
    defended = Attacked.without("defended");
    withoutList = Attacked.without("without-list", Defence.CLASS_LIST);
    withoutFilter = Attacked.without("without-filter", Defence.JAVA_FILTER);
    withoutBoth = Attacked.without("without-both", Defence.CLASS_LIST, Defence.JAVA_FILTER);
  }

  @AfterAll
  static void stop() {
    List.of(withoutBoth, withoutFilter, withoutList, defended).forEach(Attacked::close);
  }

  @Test
  void runsNoTask() throws Exception {
    assertThat(runs(withoutBoth, new Payloads.Task())).isTrue();
    for (Attacked held : List.of(defended, withoutList, withoutFilter)) {
      assertThat(runs(held, new Payloads.Task())).isFalse();
    }
  }

  @Test
  void runsNoTaskThatNamesItsClass() throws Exception {
    assertThat(runs(withoutList, new Payloads.NamedTask())).isTrue();
    for (Attacked held : List.of(defended, withoutFilter)) {
      assertThat(runs(held, new Payloads.NamedTask())).isFalse();
    }
  }

  private static boolean runs(Attacked attacked, Callable<Boolean> task)
      throws InterruptedException {
    Rogue rogue = attacked.rogue();
    UUID victim = rogue.victim().getUuid();
    Payloads.RAN_ON.remove(victim);
    try {
      rogue.hazelcast().getExecutorService("tasks").submitToMember(task, rogue.victim()).get();
    } catch (ExecutionException refused) {
      // What counts is whether it ran.
    }
    return Payloads.RAN_ON.contains(victim);
  }

  @Test
  void runsNoEntryProcessor() {
    assertThat(processes(withoutBoth)).isTrue();
    for (Attacked held : List.of(defended, withoutList, withoutFilter)) {
      assertThat(processes(held)).isFalse();
    }
  }

  private static boolean processes(Attacked attacked) {
    Rogue rogue = attacked.rogue();
    UUID victim = rogue.victim().getUuid();
    Payloads.RAN_ON.remove(victim);
    try {
      rogue
          .hazelcast()
          .<String, String>getMap("entries")
          .executeOnKey(rogue.keyOfVictim(), new Payloads.Processor());
    } catch (RuntimeException refused) {
      // What counts is whether it ran.
    }
    return Payloads.RAN_ON.contains(victim);
  }

  @Test
  void readsNoJavaObjectFromASharedMap() {
    assertThat(reads(withoutBoth, new Payloads.Value())).isTrue();
    for (Attacked held : List.of(defended, withoutList, withoutFilter)) {
      assertThat(reads(held, new Payloads.Value())).isFalse();
    }
  }

  @Test
  void readsNothingFromASharedMapThatNamesItsClass() {
    DataSerializable value = new Payloads.NamedValue();
    assertThat(reads(withoutList, value)).isTrue();
    for (Attacked held : List.of(defended, withoutFilter)) {
      assertThat(reads(held, value)).isFalse();
    }
  }

  /// The event bus looks up where a node listens: here, the rogue has written the answer.
  private static boolean reads(Attacked attacked, Object value) {
    int before = Payloads.READ.get();
    String node = "poisoned";
    attacked.rogue().hazelcast().getMap(SweptHazelcast.NODES).set(node, value);
    Promise<NodeInfo> found = Promise.promise();
    attacked.process().manager().getNodeInfo(node, found);
    assertThatThrownBy(() -> await(found.future())).isNotNull();
    return Payloads.READ.get() > before;
  }
}
