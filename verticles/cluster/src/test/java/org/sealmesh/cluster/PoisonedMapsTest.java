package org.sealmesh.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealmesh.cluster.TestProcess.await;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;

/// What a member can do to the maps by which processes find each other. While it is one, nothing
/// stops it: processes miss each other, and hang nowhere. Once it is gone, or has merely cleared
/// them, all is as before; without the sweep it stays broken.
@Tag("long")
class PoisonedMapsTest {
  private static final NodeId ROGUE = new NodeId("rogue");

  /// Somebody who is not there answers nothing: a test must wait so long to see that.
  private static final long ANSWER_MS_MAX = 1_000;

  private static Pair swept;
  private static Pair unswept;

  /// One process asks, the other greets.
  private record Pair(TestProcess asker, TestProcess greeter) {
    static Pair without(String name, Defence... missing) {
      List<Integer> ports = TestProcess.freePorts(2);
      Pair pair =
          new Pair(
              TestProcess.without(
                  TestProcess.config(ports.get(0), ports), name + "-asker", missing),
              TestProcess.without(
                  TestProcess.config(ports.get(1), ports), name + "-greeter", missing));
      // So that it can spell what it asks past its bus.
      pair.asker.greet("codecs");
      return pair;
    }

    Rogue invade() throws InterruptedException {
      Rogue rogue = Rogue.join("test-mesh", "mesh", asker.memberPort());
      for (TestProcess process : List.of(asker, greeter)) {
        awaitChange(process, new Members.Joined(ROGUE));
      }
      return rogue;
    }

    /// Whether all are answered, and so many are asked that whoever shares the address gets one,
    /// also if the news of a change makes the turns begin anew meanwhile.
    boolean isHeard(String address) {
      return IntStream.range(0, 8).allMatch(turn -> ask(address));
    }

    private boolean ask(String address) {
      Talk.Greet greet = new Talk.Greet(0);
      DeliveryOptions options =
          new DeliveryOptions()
              .setCodecName(greet.getClass().getName())
              .setSendTimeout(ANSWER_MS_MAX);
      return await(
              asker
                  .vertx()
                  .eventBus()
                  .request(Talk.shared(address).name(), greet, options)
                  .transform(Future::succeededFuture))
          .succeeded();
    }

    /// As soon as the news has come round.
    void awaitHeard(String address) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TestProcess.PATIENCE_SECONDS);
      while (!isHeard(address)) {
        assertThat(System.nanoTime()).as("heard again").isLessThan(deadline);
      }
    }

    void close() {
      asker.close();
      greeter.close();
    }
  }

  @BeforeAll
  static void start() {
    swept = Pair.without("swept");
    unswept = Pair.without("unswept", Defence.SWEEP);
  }

  @AfterAll
  static void stop() {
    unswept.close();
    swept.close();
  }

  /// What a rogue leaves behind for the address of an honest process.
  enum Legacy {
    /// Nothing of what was there, and what no process understands.
    TEXT((rogue, address) -> {
      rogue.registrations().put("elsewhere", "text");
      rogue.registrations().delete(address);
    }),
    /// What no process may read.
    FORBIDDEN_VALUE((rogue, address) -> {
      rogue.registrations().put("elsewhere", new Payloads.Value());
      rogue.registrations().delete(address);
    }),
    FORBIDDEN_KEY((rogue, address) -> {
      rogue.registrations().put(new Payloads.Value(), "text");
      rogue.registrations().delete(address);
    }),
    /// Somebody who is not there, and who has its share of the address.
    GHOST((rogue, address) ->
        rogue
            .registrations()
            .put(address, new HazelcastRegistrationInfo(new RegistrationInfo("ghost", 1, false))));

    private final BiConsumer<Rogue, String> poison;

    Legacy(BiConsumer<Rogue, String> poison) {
      this.poison = poison;
    }
  }

  @ParameterizedTest
  @EnumSource(Legacy.class)
  void isHeardAgainWhenTheRogueIsGone(Legacy legacy) throws Exception {
    String address = "legacy." + legacy;
    leaveBehind(swept, legacy, address);
    swept.awaitHeard(address);

    Member rogue = leaveBehind(unswept, legacy, address);
    // Once more, so that the library is certainly done with it.
    for (TestProcess process : List.of(unswept.asker(), unswept.greeter())) {
      hazelcast(process).memberRemoved(loss(process, rogue));
    }
    assertThat(unswept.isHeard(address)).isFalse();
    registrations(unswept.asker()).clear();
  }

  private static Member leaveBehind(Pair pair, Legacy legacy, String address) throws Exception {
    pair.greeter().greet(address);
    Rogue rogue = pair.invade();
    Member member = rogue.hazelcast().getCluster().getLocalMember();
    legacy.poison.accept(rogue, Talk.shared(address).name());
    assertThat(pair.isHeard(address)).isFalse();
    rogue.close();
    for (TestProcess process : List.of(pair.asker(), pair.greeter())) {
      awaitChange(process, new Members.Left(ROGUE));
    }
    return member;
  }

  private static MembershipEvent loss(TestProcess process, Member gone) {
    Cluster cluster = hazelcast(process).getHazelcastInstance().getCluster();
    return new MembershipEvent(cluster, gone, MembershipEvent.MEMBER_REMOVED, cluster.getMembers());
  }

  @Test
  void writesItsAddressesAnewWhenTheyAreCleared() throws Exception {
    String address = "cleared";
    swept.greeter().greet(address);
    unswept.greeter().greet(address);
    try (Rogue rogue = swept.invade();
        Rogue other = unswept.invade()) {
      rogue.registrations().clear();
      swept.awaitHeard(address);

      other.registrations().clear();
      // What is written later can be found, and nothing else.
      unswept.greeter().greet("later");
      unswept.awaitHeard("later");
      assertThat(unswept.isHeard(address)).isFalse();
    }
  }

  /// No defence: while the rogue is a member, whom it hides is hidden. But for that address alone,
  /// and nobody waits for the answer.
  @Test
  void missesWhomTheRogueHidesAndNobodyElse() throws Exception {
    swept.greeter().greet("hidden");
    swept.greeter().greet("other");
    swept.asker().greet("here");
    try (Rogue rogue = swept.invade()) {
      rogue.registrations().put(Talk.shared("hidden").name(), "text");
      rogue.registrations().put(Talk.shared("here").name(), "text");

      assertThat(swept.isHeard("hidden")).isFalse();
      swept.awaitHeard("other");
      // Whoever handles an address itself looks nowhere.
      assertThat(await(swept.asker().bus().ask(Talk.shared("here"), new Talk.Greet(1))).by())
          .isEqualTo("swept-asker");
      assertThat(swept.isHeard("hidden")).isFalse();
    }
    swept.awaitHeard("hidden");
  }

  private static void awaitChange(TestProcess process, Members.Change expected)
      throws InterruptedException {
    Members.Change change = process.nextChange();
    while (!change.equals(expected)) {
      change = process.nextChange();
    }
  }

  private static HazelcastClusterManager hazelcast(TestProcess process) {
    return (HazelcastClusterManager) process.manager();
  }

  private static MultiMap<Object, Object> registrations(TestProcess process) {
    return hazelcast(process).getHazelcastInstance().getMultiMap(SweptHazelcast.REGISTRATIONS);
  }
}
