package org.sealmesh.gateway;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.gateway.disclosure.Disclosure;
import org.sealmesh.gateway.disclosure.Storage;
import org.sealmesh.gateway.http.GatewayMetrics;
import org.sealmesh.gateway.limit.SharedState;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.mesh.NodeId;

/// The gateway of one process: what its event loops share, and the verticles that serve on them.
///
/// Deploy [#verticle] as often as there are event loops to serve on, after crypto; then browsers
/// reach it on [#port].
public final class Gateway {
  private static final String ROLE = "gateway";

  private final NodeId node;
  private final Bus bus;
  private final Clock clock;
  private final RandomBytes random;
  private final Health health;
  private final GatewayConfig config;
  private final Disclosure disclosure;
  private final Mounts mounts;
  private final SharedState shared;
  private final GatewayMetrics metrics;
  private final AtomicInteger port = new AtomicInteger();
  private final AtomicInteger listening = new AtomicInteger();

  /// @param node the name of this process
  /// @param storage what the rest of the site keeps: visitors are told
  public Gateway(
      NodeId node,
      Bus bus,
      Clock clock,
      RandomBytes random,
      Meter meter,
      Health health,
      GatewayConfig config,
      Storage storage,
      Mounts mounts) {
    this.node = node;
    this.bus = bus;
    this.clock = clock;
    this.random = random;
    this.health = health;
    this.config = config;
    this.disclosure = Disclosure.of(config, storage);
    this.mounts = mounts;
    this.shared = SharedState.of(config, clock::nanoTime);
    this.metrics = new GatewayMetrics(meter);
  }

  /// A verticle for one more event loop. Its deployment fails as a server's `listen` does if the
  /// port cannot be had.
  public GatewayVerticle verticle() {
    return new GatewayVerticle(this);
  }

  /// Where it listens, once a verticle has started: the configured port, or the free one it took.
  public int port() {
    return port.get();
  }

  void onListening(int actualPort) {
    port.set(actualPort);
    if (listening.getAndIncrement() == 0) {
      health.watch(ROLE, () -> Future.succeededFuture(Health.State.READY));
    }
  }

  void onClosed() {
    if (listening.decrementAndGet() == 0) {
      health.forget(ROLE);
    }
  }

  NodeId node() {
    return node;
  }

  Bus bus() {
    return bus;
  }

  Clock clock() {
    return clock;
  }

  RandomBytes random() {
    return random;
  }

  GatewayConfig config() {
    return config;
  }

  Disclosure disclosure() {
    return disclosure;
  }

  Mounts mounts() {
    return mounts;
  }

  SharedState shared() {
    return shared;
  }

  GatewayMetrics metrics() {
    return metrics;
  }
}
