package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.cluster.TestProcess.await;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.wire.RecordCodec;

/// What a member says on the event bus that none of ours would: to a process as it is, and to one
/// that lacks the one defence against it.
class ForgedFramesTest {
  private static final int ARRAY_BYTES = 64 << 20;

  private static TestProcess defended;
  private static TestProcess decoding;
  private static TestProcess unguarded;

  @BeforeAll
  static void start() {
    List<Integer> ports = TestProcess.freePorts(3);
    defended = TestProcess.start("defended", config(ports.get(0)));
    decoding = TestProcess.without(config(ports.get(1)), "decoding", Defence.NO_SERIALIZED_BODIES);
    unguarded = TestProcess.without(config(ports.get(2)), "unguarded", Defence.FRAME_GUARD);
  }

  @AfterAll
  static void stop() {
    unguarded.close();
    decoding.close();
    defended.close();
  }

  private static ClusterConfig config(int port) {
    return TestProcess.config(port, List.of(port));
  }

  @Test
  void allocatesNothingForAnArrayThatIsOnlyAnnounced() {
    assertThat(allocatedFor(decoding)).isGreaterThan(ARRAY_BYTES);
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
  void decodesNothingThatNamesItsClass() {
    // Vert.x itself has a list; one that admits everything stands for a class that is on it.
    decoding.vertx().eventBus().serializableChecker(type -> true);
    decoding.vertx().eventBus().clusterSerializableChecker(type -> true);
    long malformed = defended.count("sealmesh_cluster_frames_malformed");

    assertThat(decodedBy(decoding)).isEqualTo(2);
    assertThat(decodedBy(defended)).isZero();
    assertThat(defended.count("sealmesh_cluster_frames_malformed")).isEqualTo(malformed + 2);
  }

  private static int decodedBy(TestProcess process) {
    LinkedBlockingQueue<Talk> heard = hear(process, "named");
    String address = Talk.shared("named").name();
    int before = Payloads.READ.get();
    try (RawMember raw = new RawMember(process.busPort())) {
      raw.say(
          RawMember.inTheClear(),
          RawMember.serializedFrame(address, new Payloads.Value()),
          RawMember.clusterSerializableFrame(address, new Payloads.Reading()),
          mention("named"));
      next(heard);
    }
    return Payloads.READ.get() - before;
  }

  /// Heard by a handler that takes whatever it is given; ours look at the type once more.
  @Test
  void hearsRecordsAlone() {
    assertThat(heardOf(unguarded)).containsExactly("hello", new Talk.Mention(7));
    assertThat(heardOf(defended)).containsExactly(new Talk.Mention(7));
  }

  private static List<Object> heardOf(TestProcess process) {
    LinkedBlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    String address = Talk.shared("anything").name();
    await(
        process
            .vertx()
            .eventBus()
            .consumer(address, message -> heard.add(message.body()))
            .completion());
    try (RawMember raw = new RawMember(process.busPort())) {
      raw.say(
          RawMember.inTheClear(),
          RawMember.textFrame(address, "hello"),
          RawMember.frame(address, new Talk.Mention(7)));
      List<Object> all = new ArrayList<>();
      while (!all.contains(new Talk.Mention(7))) {
        all.add(next(heard));
      }
      return all;
    }
  }

  @Test
  void letsNoReplyBeLedAstray() {
    assertThat(whispersLedAstray(unguarded)).isEqualTo(1);
    assertThat(whispersLedAstray(defended)).isZero();
    assertThat(defended.count("sealmesh_cluster_frames_misdirected")).isPositive();
  }

  /// A frame that seems to come from the process itself, and wants the answer at an address that no
  /// other process can reach.
  private static int whispersLedAstray(TestProcess process) {
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
    // Which every member can read.
    String posing = process.manager().getNodeId();
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

  /// The bus' own check comes after the guard: a record of another address is one of ours.
  @Test
  void hearsTheRecordsOfItsAddressAlone() {
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

  private static <T> T next(LinkedBlockingQueue<T> heard) {
    try {
      T talk = heard.poll(TestProcess.PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(talk).isNotNull();
      return talk;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
