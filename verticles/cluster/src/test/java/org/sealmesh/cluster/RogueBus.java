package org.sealmesh.cluster;

import static org.sealmesh.cluster.TestProcess.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.VertxBus;

/// A rogue that has a place on the event bus as well, and every key that a member has: listens
/// where others do, whether they share the address or not.
public final class RogueBus implements AutoCloseable {
  static final String NAME = "rogue";

  private final Rogue rogue;
  private final Vertx vertx;
  private final Bus bus;
  private final Map<String, List<Object>> heard = new ConcurrentHashMap<>();

  private RogueBus(Rogue rogue, Vertx vertx) {
    this.rogue = rogue;
    this.vertx = vertx;
    this.bus = new VertxBus(vertx, Duration.ofSeconds(5), 100);
  }

  /// With the certificate of `config`, beside its first seed.
  public static RogueBus join(ClusterConfig config) {
    String seed = config.seeds().getFirst();
    int port = Integer.parseInt(seed.substring(seed.lastIndexOf(':') + 1));
    Rogue rogue = Rogue.join("test-mesh", "mesh", port);
    Vertx vertx =
        await(
            Vertx.builder()
                .with(
                    new VertxOptions()
                        .setEventLoopPoolSize(1)
                        .setEventBusOptions(BusSettings.of(config)))
                .withClusterManager(new HazelcastClusterManager(rogue.hazelcast()))
                .buildClustered());
    return new RogueBus(rogue, vertx);
  }

  /// Hears whatever is said there, and greets whoever asks.
  void listen(Address<?> address) {
    answer(address, new Talk.Greeted(0, NAME));
  }

  /// The same with another answer.
  public <M> void answer(Address<M> address, Object answer) {
    await(
        bus.handle(
            Address.clustered(address.name(), address.type()),
            message -> {
              said(address).add(message);
              return Future.succeededFuture(answer);
            }));
  }

  public List<Object> heard(Address<?> address) {
    return List.copyOf(said(address));
  }

  /// Says it to whoever listens there.
  public <R, Q extends Ask<R>> Future<R> ask(Address<? super Q> address, Q message) {
    return bus.ask(address, message);
  }

  private List<Object> said(Address<?> address) {
    return heard.computeIfAbsent(address.name(), none -> new CopyOnWriteArrayList<>());
  }

  /// Every address that is to be found in the shared map.
  public Set<String> addresses() {
    return rogue.registrations().keySet().stream()
        .map(String.class::cast)
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    await(vertx.close());
    rogue.close();
  }
}
