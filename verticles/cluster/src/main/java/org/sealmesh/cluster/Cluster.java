package org.sealmesh.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process as a member of its zone's cluster: a Vert.x whose event bus reaches the others.
///
/// What may be asked from afar is what an address says ([org.sealmesh.bus.Address.Reach]). Members
/// of one cluster trust each other all the same: README.md says with what, and what an operator
/// must close.
public final class Cluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

  /// A member that cannot register itself by then never will.
  private static final long START_SECONDS_MAX = 60;

  private final HazelcastInstance hazelcast;
  private final Identity self;
  private final FrameGuard guard;
  private final Consumer<String> expelled;
  private final AtomicBoolean left = new AtomicBoolean();
  private final Vertx vertx;
  private final HazelcastMembers members;

  private Cluster(
      HazelcastInstance hazelcast,
      Identity self,
      FrameGuard guard,
      Consumer<String> expelled,
      Vertx vertx) {
    this.hazelcast = hazelcast;
    this.self = self;
    this.guard = guard;
    this.expelled = expelled;
    this.vertx = vertx;
    this.members = new HazelcastMembers(hazelcast, vertx, self, this::onForeign);
  }

  /// Joins, or begins the cluster if no seed answers. Blocks for seconds; never on an event loop.
  ///
  /// Fails with [StartFailure] if the ports or files cannot be used, if a member stands in the
  /// other zone, or if one has this process's name already.
  ///
  /// @param builder makes the Vert.x, with `options` and whatever else the process wants of it
  /// @param expelled told once, with the reason, if a member of the other zone appears later: the
  ///   cluster has been left by then, no message passes any more, and the process must end
  public static Cluster join(
      ClusterConfig config,
      Zone zone,
      NodeId node,
      VertxBuilder builder,
      VertxOptions options,
      Meter meter,
      Consumer<String> expelled) {
    return join(config, new Identity(node, zone), builder, options, meter, expelled, Defence.all());
  }

  static Cluster join(
      ClusterConfig config,
      Identity self,
      VertxBuilder builder,
      VertxOptions options,
      Meter meter,
      Consumer<String> expelled,
      Set<Defence> defences) {
    ClusterMetrics metrics = new ClusterMetrics(meter);
    // A new one for every start: what a former one left in the shared maps is not taken for ours.
    String busId = UUID.randomUUID().toString();
    EventBusOptions bus = BusSettings.of(config);
    HazelcastInstance hazelcast = start(config, self, busId, defences);
    try {
      refuseStrangers(hazelcast, self);
      HazelcastClusterManager manager = manager(hazelcast, defences);
      Vertx vertx = vertx(builder.with(options.setEventBusOptions(bus)), manager, config);
      FrameGuard guard = new FrameGuard(metrics);
      close(vertx.eventBus(), guard, defences);
      Cluster cluster = new Cluster(hazelcast, self, guard, expelled, vertx);
      cluster.members.follow();
      metrics.members(() -> cluster.members.now().size());
      return cluster;
    } catch (RuntimeException failure) {
      hazelcast.getLifecycleService().terminate();
      throw failure;
    }
  }

  /// Close it before this.
  public Vertx vertx() {
    return vertx;
  }

  public Members members() {
    return members;
  }

  /// Ready as long as this process is in its cluster: it may have had to leave.
  public Health.State state() {
    boolean member = !left.get() && hazelcast.getLifecycleService().isRunning();
    return member ? Health.State.READY : Health.State.NOT_READY;
  }

  /// Leaves in order: the others hear at once that this process is gone. After Vert.x was closed.
  @Override
  public void close() {
    if (left.compareAndSet(false, true)) {
      hazelcast.getLifecycleService().shutdown();
    }
  }

  private static HazelcastInstance start(
      ClusterConfig config, Identity self, String busId, Set<Defence> defences) {
    try {
      return Hazelcast.newHazelcastInstance(HazelcastSettings.of(config, self, busId, defences));
    } catch (HazelcastException | IllegalStateException refused) {
      throw new StartFailure(
          "cannot join the cluster at %s:%d: is the port free, and are all members of one version?"
              .formatted(config.member().host(), config.member().port()),
          refused);
    }
  }

  /// Before the event bus opens, so that nothing was said when a wrong place is noticed.
  private static void refuseStrangers(HazelcastInstance hazelcast, Identity self) {
    Member here = hazelcast.getCluster().getLocalMember();
    for (Member member : hazelcast.getCluster().getMembers()) {
      Optional<Identity> them = Identity.of(member);
      if (them.filter(known -> known.zone() == self.zone()).isEmpty()) {
        throw new StartFailure(wrongZone(self));
      }
      if (!member.equals(here) && them.orElseThrow().node().equals(self.node())) {
        throw new StartFailure(
            "another process of the cluster has the same process.id: each needs its own");
      }
    }
  }

  private static HazelcastClusterManager manager(
      HazelcastInstance hazelcast, Set<Defence> defences) {
    return defences.contains(Defence.SWEEP)
        ? new SweptHazelcast(hazelcast)
        : new HazelcastClusterManager(hazelcast);
  }

  private static Vertx vertx(
      VertxBuilder builder, HazelcastClusterManager manager, ClusterConfig config) {
    try {
      return builder
          .withClusterManager(manager)
          .buildClustered()
          .await(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException never) {
      throw new StartFailure("the cluster took this process in, and does not answer it", never);
    } catch (RuntimeException refused) {
      throw new StartFailure(
          "the event bus cannot listen on %s:%d: is the port free, and are the PEM files right?"
              .formatted(config.bus().host(), config.bus().port()),
          refused);
    }
  }

  private static void close(EventBus bus, FrameGuard guard, Set<Defence> defences) {
    if (defences.contains(Defence.NO_SERIALIZED_BODIES)) {
      // By default a frame of 31 bytes may ask for an array of a gigabyte.
      bus.serializableChecker(type -> false);
      bus.clusterSerializableChecker(type -> false);
    }
    if (defences.contains(Defence.FRAME_GUARD)) {
      guard.install(bus);
    }
  }

  private void onForeign() {
    if (left.compareAndSet(false, true)) {
      guard.shut();
      String reason = wrongZone(self);
      LOG.error("{}", reason);
      // Not on this thread: it is one of those that the end waits for.
      Thread.ofPlatform()
          .name("sealmesh-cluster-leave")
          .start(() -> {
            hazelcast.getLifecycleService().terminate();
            expelled.accept(reason);
          });
    }
  }

  private static String wrongZone(Identity self) {
    return "a member of the cluster is no process of the "
        + self.zone().label()
        + ": the two zones need clusters of their own, on networks of their own";
  }
}
