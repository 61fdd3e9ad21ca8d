package org.sealmesh.uplink;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Actor;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;

/// Stands in for the router on the bus of an origin without relays of its own, and asks the routers
/// of all meshes instead.
///
/// Deploy it once, on an event loop, after crypto and in place of the router. The meshes may come
/// and go.
public final class UplinkVerticle extends Actor<RouterMessage> {
  private static final String ROLE = "uplink";

  private final UplinkConfig config;
  private final Clock clock;
  private final RandomGenerator chance;
  private final Health health;
  private final UplinkMetrics metrics;
  private final Function<Vertx, Dialler> dialler;
  private @Nullable Uplinks uplinks;

  /// @param chance spreads the tries to reach a relay
  public UplinkVerticle(
      Bus bus,
      Clock clock,
      RandomGenerator chance,
      Meter meter,
      Health health,
      UplinkConfig config) {
    this(bus, clock, chance, new UplinkMetrics(meter), health, config, null);
  }

  /// @param dialler null for the real one
  UplinkVerticle(
      Bus bus,
      Clock clock,
      RandomGenerator chance,
      UplinkMetrics metrics,
      Health health,
      UplinkConfig config,
      @Nullable Function<Vertx, Dialler> dialler) {
    super(bus, MeshAddresses.ROUTER);
    this.config = config;
    this.clock = clock;
    this.chance = chance;
    this.health = health;
    this.metrics = metrics;
    this.dialler =
        dialler == null ? vertx -> new WebSocketDialler(vertx, config, metrics) : dialler;
  }

  @Override
  protected Future<?> prepare() {
    Dialler dialling;
    try {
      dialling = dialler.apply(vertx);
    } catch (RuntimeException unusable) {
      return Future.failedFuture(unusable);
    }
    Uplinks all = new Uplinks(new Surroundings(config, bus(), clock, chance, dialling, metrics));
    uplinks = all;
    all.start();
    // Chat works without any relay, by polling: no reason to keep browsers away.
    health.watch(ROLE, () -> Future.succeededFuture(Health.State.READY));
    return Future.succeededFuture();
  }

  @Override
  protected Future<?> onMessage(RouterMessage message) {
    Uplinks all = uplinks;
    if (all == null) {
      return Future.failedFuture(new IllegalStateException("not started"));
    }
    return switch (message) {
      case RouterMessage.FanOut fanOut -> all.onFanOut(fanOut);
      case RouterMessage.Revoke revoke -> all.onRevoke(revoke);
      case RouterMessage.Sight sight -> all.onSight(sight);
      case RouterMessage.GetVitals get -> Future.succeededFuture(all.vitals());
      // Signals stay in their mesh, and an origin without a relay has nothing to bind.
      case RouterMessage.Relayed relayed -> Future.succeededFuture();
      case RouterMessage.PassOn passOn -> Future.succeededFuture();
      case RouterMessage.Unbind unbind -> Future.succeededFuture();
      // It is the origin itself.
      case RouterMessage.OriginHeard heard -> Future.succeededFuture();
      case RouterMessage.Bind bind ->
          Future.failedFuture(new IllegalStateException("no relay belongs to this process"));
    };
  }

  @Override
  protected Future<?> release() {
    health.forget(ROLE);
    if (uplinks != null) {
      uplinks.stop();
      uplinks = null;
    }
    return Future.succeededFuture();
  }
}
