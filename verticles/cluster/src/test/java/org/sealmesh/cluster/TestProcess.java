package org.sealmesh.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;

/// A process of a cluster, as far as a cluster is concerned: several fit into one JVM.
public final class TestProcess implements AutoCloseable {
  static final long PATIENCE_SECONDS = 30;

  private static final int PORTS_FROM = 20_000;
  private static final int PORTS = 10_000;

  /// Test runs beside each other begin at different places.
  private static int nextPort = Math.toIntExact(ProcessHandle.current().pid() % PORTS);

  private final FakeMeter meter = new FakeMeter();
  private final CompletableFuture<String> expelled = new CompletableFuture<>();
  private final LinkedBlockingQueue<Members.Change> changes = new LinkedBlockingQueue<>();
  private final ClusterConfig config;
  private final Cluster cluster;
  private final Bus bus;

  private TestProcess(ClusterConfig config, Identity self, Set<Defence> defences) {
    this.config = config;
    this.cluster =
        Cluster.join(
            config,
            self,
            Vertx.builder(),
            new VertxOptions().setEventLoopPoolSize(1),
            meter,
            expelled::complete,
            defences);
    cluster.members().watch(changes::add);
    this.bus =
        new VertxBus(
            cluster.vertx(),
            // A little less than an assertion's patience; never waited for where things go well.
            Duration.ofSeconds(PATIENCE_SECONDS - 5),
            100,
            meter);
  }

  static TestProcess start(String node, ClusterConfig config) {
    return start(node, Zone.MESH, config);
  }

  static TestProcess start(String node, Zone zone, ClusterConfig config) {
    return new TestProcess(config, new Identity(new NodeId(node), zone), Defence.all());
  }

  /// As it is, but for these defences.
  static TestProcess without(ClusterConfig config, String node, Defence... missing) {
    Set<Defence> rest = Defence.all();
    rest.removeAll(Set.of(missing));
    return new TestProcess(config, new Identity(new NodeId(node), Zone.MESH), rest);
  }

  /// At `port`, among members at `ports`, all on this machine.
  public static ClusterConfig config(int port, List<Integer> ports) {
    return config(port, ports, ClusterConfig.Tls.none());
  }

  static ClusterConfig config(int port, List<Integer> ports, ClusterConfig.Tls tls) {
    return new ClusterConfig(
        true,
        "test",
        new ClusterConfig.MemberPort("127.0.0.1", port, 1),
        ports.stream().map(other -> "127.0.0.1:" + other).toList(),
        new ClusterConfig.BusPort("127.0.0.1", freePorts(1).getFirst()),
        tls,
        new ClusterConfig.Times(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5)));
  }

  /// Ports that nobody listened on a moment ago, and that no outgoing connection takes: they lie
  /// below those that systems hand out by themselves.
  public static synchronized List<Integer> freePorts(int count) {
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < count) {
      int port = PORTS_FROM + Math.floorMod(nextPort++, PORTS);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        ports.add(free.getLocalPort());
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    return List.copyOf(ports);
  }

  NodeId node() {
    return cluster.members().self();
  }

  Members members() {
    return cluster.members();
  }

  Bus bus() {
    return bus;
  }

  Vertx vertx() {
    return cluster.vertx();
  }

  /// Where the event bus finds the others.
  ClusterManager manager() {
    return ((VertxInternal) vertx()).clusterManager();
  }

  int busPort() {
    return config.bus().port();
  }

  int memberPort() {
    return config.member().port();
  }

  long count(String metric) {
    return meter.value(metric);
  }

  Health.State state() {
    return cluster.state();
  }

  /// Why it had to leave, once it had to.
  String expelled() {
    return expelled.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /// The next change of the view that this process is told of.
  Members.Change nextChange() throws InterruptedException {
    Members.Change change = changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (change == null) {
      throw new AssertionError("nothing changed");
    }
    return change;
  }

  /// Answers greetings with its own name.
  void greet(String address) {
    await(
        bus.handle(
            Talk.shared(address),
            message ->
                Future.succeededFuture(
                    message instanceof Talk.Greet greet
                        ? new Talk.Greeted(greet.n() + 1, node().value())
                        : null)));
  }

  @Override
  public void close() {
    await(cluster.vertx().close());
    cluster.close();
  }

  static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
