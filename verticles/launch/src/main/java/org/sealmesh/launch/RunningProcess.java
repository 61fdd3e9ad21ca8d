package org.sealmesh.launch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.mesh.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process from its first thread to its last.
final class RunningProcess {
  private static final Logger LOG = LoggerFactory.getLogger(RunningProcess.class);
  private static final int ID_BYTES = 8;

  private final Roles.Start roles;
  private final VertxStart.Started started;
  private final Site site;
  private final Duration stopTimeout;
  private final AtomicBoolean stopping = new AtomicBoolean();

  private RunningProcess(
      Roles.Start roles, VertxStart.Started started, Site site, Duration stopTimeout) {
    this.roles = roles;
    this.started = started;
    this.site = site;
    this.stopTimeout = stopTimeout;
  }

  /// What came of a stop.
  enum Stop {
    DONE,
    /// Something did not stop in time, or not in order; the log says what.
    FAILED,
    /// Somebody else had begun to.
    ALREADY_BEGUN
  }

  /// Reads every section and refuses what is wrong in them, before anything is opened.
  static RunningProcess prepare(Settings settings, Roles roles) {
    ProcessConfig config = settings.section("process", ProcessConfig.defaults());
    OpsConfig ops = settings.section("ops", OpsConfig.defaults());
    Roles.Start start = roles.configure(config, settings);
    settings.refuseUnknown();
    int cores = Runtime.getRuntime().availableProcessors();
    int loops = config.eventLoops() == 0 ? cores : config.eventLoops();
    PrometheusMeter meter = new PrometheusMeter();
    NodeId node = nodeId(config);
    VertxStart.Started started = start.vertx().start(wanted(node, meter, loops));
    Vertx vertx = started.vertx();
    Clock clock = new VertxClock(vertx);
    ProcessMetrics.register(meter, clock);
    VertxBus bus = new VertxBus(vertx, config.askTimeout(), config.mailboxMax(), meter);
    Site site = new Site(node, loops, ops, started, bus, clock, new Health(clock), meter);
    return new RunningProcess(start, started, site, config.stopTimeout());
  }

  /// @return what the roles completed with
  String start() {
    String outcome = site.openOps().compose(open -> roles.start(site)).await();
    // Not before: a process without roles must not seem ready because its cluster is.
    started
        .membership()
        .ifPresent(
            state -> site.health().watch("cluster", () -> Future.succeededFuture(state.get())));
    return outcome;
  }

  /// How long [#leave] and [#stop] may take.
  Duration stopTimeout() {
    return stopTimeout;
  }

  /// Sends off whoever is served here, then stops the roles and everything else; the cluster is
  /// left last. Never fails; does nothing the second time.
  Stop leave() {
    return stop(site::leave);
  }

  /// Stops the roles and everything else at once. Never fails; does nothing the second time.
  Stop stop() {
    return stop(Future::succeededFuture);
  }

  private Stop stop(Supplier<Future<Void>> goodbye) {
    if (!stopping.compareAndSet(false, true)) {
      return Stop.ALREADY_BEGUN;
    }
    Deadline deadline = new Deadline(site.clock(), stopTimeout);
    Stop outcome = Stop.FAILED;
    try {
      sendOff(goodbye, deadline);
      deadline.await(site.stopRoles());
      // Awaited by itself: a future of a role's event loop would wait for a loop that has ended.
      deadline.await(site.vertx().close());
      started.leave().run();
      outcome = Stop.DONE;
    } catch (TimeoutException late) {
      LOG.warn("the stop took longer than {} ms", stopTimeout.toMillis());
    } catch (RuntimeException failure) {
      LOG.warn("a role failed to stop", failure);
    } finally {
      roles.close();
    }
    return outcome;
  }

  /// Whatever goes wrong with it, the roles are stopped in order.
  private static void sendOff(Supplier<Future<Void>> goodbye, Deadline deadline)
      throws TimeoutException {
    try {
      deadline.await(goodbye.get());
    } catch (RuntimeException failure) {
      LOG.warn("not everybody could be sent off", failure);
    }
  }

  /// What is left of the time for all steps together.
  private static final class Deadline {
    private final Clock clock;
    private final long endNs;

    Deadline(Clock clock, Duration within) {
      this.clock = clock;
      this.endNs = clock.nanoTime() + within.toNanos();
    }

    void await(Future<Void> step) throws TimeoutException {
      step.await(Math.max(1, endNs - clock.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }

  private static VertxStart.Wanted wanted(NodeId node, PrometheusMeter meter, int eventLoops) {
    MicrometerMetricsOptions metrics =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setJvmMetricsEnabled(true)
            // Two clock readings and four counters per message cost more than the message.
            .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS);
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(eventLoops)
            .setPreferNativeTransport(true)
            .setMetricsOptions(metrics);
    return new VertxStart.Wanted(
        node,
        Vertx.builder().withMetrics(new MicrometerMetricsFactory(meter.registry())),
        options,
        meter,
        RunningProcess::end);
  }

  /// As if the operator had stopped it, but not with success: whoever watches it starts it anew.
  private static void end(String reason) {
    LOG.error("the process ends: {}", reason);
    Thread.ofPlatform().name("sealmesh-end").start(() -> Runtime.getRuntime().exit(1));
  }

  private static NodeId nodeId(ProcessConfig config) {
    if (!config.id().isEmpty()) {
      return new NodeId(config.id());
    }
    byte[] random = new byte[ID_BYTES];
    new SecureRandom().nextBytes(random);
    return new NodeId(HexFormat.of().formatHex(random));
  }
}
