package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sealmesh.cluster.TestProcess.await;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.sun.management.ThreadMXBean;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.wire.RecordCodec;

/// One attack after the other, on a process as it is and on one without its defences: each must
/// have its effect on the second, or it would prove nothing about the first.
class HostileMemberTest {
  private static final int ARRAY_BYTES = 64 << 20;

  private static TestProcess defended;
  private static TestProcess open;
  private static Rogue besideDefended;
  private static Rogue besideOpen;

  @BeforeAll
  static void start() {
    List<Integer> ports = TestProcess.freePorts(2);
    defended = TestProcess.start("defended", config(ports.get(0)));
    open = TestProcess.undefended("open", config(ports.get(1)));
    besideDefended = Rogue.join("test-mesh", "mesh", ports.get(0));
    besideOpen = Rogue.join("test-mesh", "mesh", ports.get(1));
  }

  @AfterAll
  static void stop() {
    besideOpen.close();
    besideDefended.close();
    open.close();
    defended.close();
  }

  private static ClusterConfig config(int port) {
    return TestProcess.config(port, List.of(port));
  }

  @Test
  void runsNoTask() throws Exception {
    assertThat(runs(besideOpen, new Payloads.Task())).isTrue();
    assertThat(runs(besideDefended, new Payloads.Task())).isFalse();
  }

  @Test
  void runsNoTaskThatNamesItsClass() throws Exception {
    assertThat(runs(besideOpen, new Payloads.NamedTask())).isTrue();
    assertThat(runs(besideDefended, new Payloads.NamedTask())).isFalse();
  }

  private static boolean runs(Rogue rogue, Callable<Boolean> task) throws InterruptedException {
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
    assertThat(processes(besideOpen)).isTrue();
    assertThat(processes(besideDefended)).isFalse();
  }

  private static boolean processes(Rogue rogue) {
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
  void readsNoPoisonedValueFromASharedMap() {
    assertThat(reads(open, besideOpen)).isTrue();
    assertThat(reads(defended, besideDefended)).isFalse();
  }

  /// The event bus looks up where a node listens: here, the rogue has written the answer.
  private static boolean reads(TestProcess process, Rogue rogue) {
    int before = Payloads.READ.get();
    String node = "poisoned";
    rogue.hazelcast().getMap("__vertx.nodeInfo").put(node, new Payloads.Value());
    Buffer asking =
        RawMember.frame(
            Talk.shared("poison").name(),
            "__vertx.reply.nobody",
            node,
            new Talk.Greet(1),
            new RecordCodec<>(Talk.Greet.class));
    process.greet("poison");
    LinkedBlockingQueue<Talk> fence = hear(process, "poison.fence");
    try (RawMember raw = new RawMember(process.busPort())) {
      // Answering it means connecting to the node.
      raw.say(RawMember.inTheClear(), asking, mention("poison.fence"));
      next(fence);
    }
    // The look-up runs on another thread; asking for the same in the same way comes after it.
    assertThatThrownBy(() -> nodeInfo(process, node)).isNotNull();
    return Payloads.READ.get() > before;
  }

  private static void nodeInfo(TestProcess process, String node) {
    var manager = ((io.vertx.core.internal.VertxInternal) process.vertx()).clusterManager();
    io.vertx.core.Promise<io.vertx.core.spi.cluster.NodeInfo> found =
        io.vertx.core.Promise.promise();
    manager.getNodeInfo(node, found);
    await(found.future());
  }

  @Test
  void allocatesNothingForAnArrayThatIsOnlyAnnounced() {
    assertThat(allocatedFor(open)).isGreaterThan(ARRAY_BYTES);
    assertThat(allocatedFor(defended)).isLessThan(ARRAY_BYTES);
    assertThat(defended.count("sealmesh_cluster_frames_malformed")).isPositive();
  }

  private static long allocatedFor(TestProcess process) {
    LinkedBlockingQueue<Talk> heard = hear(process, "array");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (RawMember raw = new RawMember(process.busPort())) {
      long before = threads.getTotalThreadAllocatedBytes();
      raw.say(
          RawMember.inTheClear(),
          RawMember.arrayFrame(Talk.shared("array").name(), ARRAY_BYTES),
          mention("array"));
      // What comes after it on the same connection is handled after it.
      next(heard);
      return threads.getTotalThreadAllocatedBytes() - before;
    }
  }

  @Test
  void letsNoReplyBeLedAstray() {
    assertThat(whispersLedAstray(open, besideOpen)).isEqualTo(1);
    assertThat(whispersLedAstray(defended, besideDefended)).isZero();
    assertThat(defended.count("sealmesh_cluster_frames_misdirected")).isPositive();
  }

  /// A frame that seems to come from the process itself, and wants the answer at an address that no
  /// other process can reach.
  private static int whispersLedAstray(TestProcess process, Rogue rogue) {
    LinkedBlockingQueue<Talk.Whisper> whispered = new LinkedBlockingQueue<>();
    await(
        process
            .bus()
            .handle(
                Talk.own("astray"),
                whisper -> {
                  whispered.add(whisper);
                  return Future.succeededFuture(new Talk.Greeted(0, "itself"));
                }));
    await(
        process
            .bus()
            .handle(
                Talk.shared("astray"),
                talk -> Future.succeededFuture(new Talk.Whisper.Whispered(1))));
    LinkedBlockingQueue<Talk> fence = hear(process, "astray.fence");
    String posing = rogue.victim().getAttribute(HazelcastSettings.BUS_ID_ATTRIBUTE);
    try (RawMember raw = new RawMember(process.busPort())) {
      raw.say(
          RawMember.inTheClear(),
          RawMember.frame(
              Talk.shared("astray").name(),
              Talk.own("astray").name(),
              posing,
              new Talk.Probe(1),
              new RecordCodec<>(Talk.Probe.class)),
          mention("astray.fence"));
      next(fence);
    }
    // A message of its own, which must come after whatever was led there.
    await(process.bus().ask(Talk.own("astray"), new Talk.Whisper.Whisperings(1)));
    whispered.removeIf(Talk.Whisper.Whisperings.class::isInstance);
    return whispered.size();
  }

  @Test
  void hearsItsOwnRecordsAlone() {
    LinkedBlockingQueue<Talk> heard = hear(defended, "records");
    String address = Talk.shared("records").name();
    long foreign = defended.count("sealmesh_cluster_frames_foreign");
    long malformed = defended.count("sealmesh_cluster_frames_malformed");
    long misfits = defended.count("sealmesh_bus_misfits");
    Buffer broken = RawMember.frame(address, new Talk.Greet(1));
    broken.setInt(broken.length() - 4, -1);
    try (RawMember raw = new RawMember(defended.busPort())) {
      raw.say(
          RawMember.inTheClear(),
          RawMember.textFrame(address, "hello"),
          // A record of another address.
          RawMember.frame(address, new Talk.Whisper.Whispered(1)),
          broken,
          RawMember.frame(address, new Talk.Mention(7)));

      assertThat(next(heard)).isEqualTo(new Talk.Mention(7));
    }
    assertThat(heard).isEmpty();
    assertThat(defended.count("sealmesh_cluster_frames_foreign")).isEqualTo(foreign + 1);
    assertThat(defended.count("sealmesh_cluster_frames_malformed")).isEqualTo(malformed + 1);
    assertThat(defended.count("sealmesh_bus_misfits")).isEqualTo(misfits + 1);
  }

  @Test
  void takesNoClients() {
    ClientConfig config = new ClientConfig().setClusterName("test-mesh");
    config.getNetworkConfig().addAddress("127.0.0.1:" + defended.memberPort());
    config
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(1_000);
    config.setProperty("hazelcast.logging.type", "slf4j");

    assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(config))
        .isInstanceOf(IllegalStateException.class);
  }

  private static LinkedBlockingQueue<Talk> hear(TestProcess process, String address) {
    LinkedBlockingQueue<Talk> heard = new LinkedBlockingQueue<>();
    await(
        process
            .bus()
            .handle(
                Talk.shared(address),
                talk -> {
                  heard.add(talk);
                  return Future.succeededFuture();
                }));
    return heard;
  }

  private static Buffer mention(String address) {
    return RawMember.frame(Talk.shared(address).name(), new Talk.Mention(0));
  }

  private static Talk next(LinkedBlockingQueue<Talk> heard) {
    try {
      Talk talk = heard.poll(TestProcess.PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(talk).isNotNull();
      return talk;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
