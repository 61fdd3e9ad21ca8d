package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sealmesh.cluster.TestProcess.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;

/// Three processes of one zone, with mutual TLS between them.
@Tag("long")
class ClusterTest {
  @TempDir private static Path folder;

  private static List<Integer> ports;
  private static Certificates authority;
  private static TestProcess one;
  private static TestProcess two;
  private static TestProcess three;

  @BeforeAll
  static void start() throws Exception {
    ports = TestProcess.freePorts(4);
    authority = Certificates.authority(folder, "zone");
    one = process("one", 0);
    two = process("two", 1);
    three = process("three", 2);
    assertThat(one.nextChange()).isEqualTo(new Members.Joined(two.node()));
    assertThat(one.nextChange()).isEqualTo(new Members.Joined(three.node()));
  }

  @AfterAll
  static void stop() {
    three.close();
    two.close();
    one.close();
  }

  private static TestProcess process(String name, int place) throws Exception {
    return TestProcess.start(
        name, TestProcess.config(ports.get(place), ports, authority.issue(name)));
  }

  @Test
  void asksAnyProcessThatHandlesASharedAddress() {
    three.greet("any");

    Talk.Greet greet = new Talk.Greet(1);
    assertThat(await(one.bus().ask(Talk.shared("any"), greet)))
        .isEqualTo(new Talk.Greeted(2, "three"));
    assertThat(await(two.bus().ask(Talk.shared("any"), greet)))
        .isEqualTo(new Talk.Greeted(2, "three"));
  }

  @Test
  void asksItselfIfItHandlesTheAddressToo() {
    one.greet("here");
    two.greet("here");

    for (int n = 0; n < 10; n++) {
      assertThat(await(one.bus().ask(Talk.shared("here"), new Talk.Greet(n))).by())
          .isEqualTo("one");
    }
  }

  @Test
  void keepsTheOrderOfOneSender() throws InterruptedException {
    LinkedBlockingQueue<Talk> heard = new LinkedBlockingQueue<>();
    await(
        two.bus()
            .handle(
                Talk.shared("order"),
                message -> {
                  heard.add(message);
                  return Future.succeededFuture();
                }));

    for (int n = 0; n < 100; n++) {
      one.bus().tell(Talk.shared("order"), new Talk.Mention(n));
    }

    for (int n = 0; n < 100; n++) {
      assertThat(heard.poll(TestProcess.PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Talk.Mention(n));
    }
  }

  @Test
  void keepsAnAddressOfAProcessWithinIt() {
    await(
        two.bus()
            .handle(
                Talk.own("kept"), message -> Future.succeededFuture(new Talk.Greeted(1, "two"))));

    assertThat(await(two.bus().ask(Talk.own("kept"), new Talk.Whisper.Whisperings(1))).by())
        .isEqualTo("two");
    assertThatThrownBy(
            () -> await(one.bus().ask(Talk.own("kept"), new Talk.Whisper.Whisperings(1))))
        .cause()
        .isInstanceOfSatisfying(
            Bus.Unanswered.class, e -> assertThat(e.reason()).isEqualTo(Bus.Reason.NOBODY_LISTENS));
  }

  @Test
  void tellsWhoJoinsAndWhoLeaves() throws Exception {
    NodeId newcomer = new NodeId("four");
    try (TestProcess four = process("four", 3)) {
      assertThat(four.members().self()).isEqualTo(newcomer);
      assertThat(four.members().now())
          .isEqualTo(Set.of(one.node(), two.node(), three.node(), newcomer));
      assertThat(one.nextChange()).isEqualTo(new Members.Joined(newcomer));
      assertThat(one.members().now()).isEqualTo(four.members().now());
    }
    assertThat(one.nextChange()).isEqualTo(new Members.Left(newcomer));
    assertThat(one.members().now()).isEqualTo(Set.of(one.node(), two.node(), three.node()));
  }

  @Test
  void doesNotStartUnderANameThatIsTaken() throws InterruptedException {
    assertThatThrownBy(() -> process("two", 3).close())
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("process.id");
    // The others have seen it come, and go without the one whose name it had.
    assertThat(one.nextChange()).isEqualTo(new Members.Joined(two.node()));
    assertThat(one.members().now()).contains(two.node());
  }

  @Test
  void saysWhatIsWrongWithItsPlace() throws Exception {
    ClusterConfig config = TestProcess.config(ports.get(3), ports, authority.issue("five"));
    ClusterConfig taken =
        new ClusterConfig(
            true,
            config.name(),
            new ClusterConfig.MemberPort("127.0.0.1", ports.getFirst(), 1),
            config.seeds(),
            config.bus(),
            config.tls(),
            config.times());

    assertThatThrownBy(() -> TestProcess.start("five", taken).close())
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("127.0.0.1:" + ports.getFirst());
  }

  @Test
  void hearsNobodyWithoutACertificateOfItsAuthority() throws Exception {
    LinkedBlockingQueue<Talk> heard = new LinkedBlockingQueue<>();
    String address = "certified";
    await(
        one.bus()
            .handle(
                Talk.shared(address),
                message -> {
                  heard.add(message);
                  return Future.succeededFuture();
                }));
    ClusterConfig.Tls strangers = Certificates.authority(folder, "strangers").issue("six");
    ClusterConfig.Tls posing =
        new ClusterConfig.Tls(
            strangers.certificate(), strangers.key(), authority.issue("six").authority());
    try (RawMember raw = new RawMember(one.busPort())) {
      raw.sayInVain(RawMember.inTheClear(), mention(address, 1));
      raw.sayInVain(RawMember.tls(), mention(address, 2));
      raw.sayInVain(RawMember.tls(strangers).setTrustAll(true), mention(address, 3));
      raw.sayInVain(RawMember.tls(posing), mention(address, 4));
      raw.say(RawMember.tls(authority.issue("six")), mention(address, 5));

      assertThat(heard.poll(TestProcess.PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Talk.Mention(5));
      assertThat(heard).isEmpty();
    }
  }

  private static Buffer mention(String address, int n) {
    return RawMember.frame(Talk.shared(address).name(), new Talk.Mention(n));
  }
}
