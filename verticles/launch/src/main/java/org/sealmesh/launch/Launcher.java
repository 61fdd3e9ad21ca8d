package org.sealmesh.launch;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.mesh.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one process: reads its settings, starts its roles in order, and stops them in reverse when
/// the operator says so (SIGTERM or SIGINT).
///
/// A start that an operator can mend fails with one line on stderr and exit code 1, a wrong command
/// line with exit code 2. What goes wrong later is logged.
public final class Launcher {
  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);
  private static final int USAGE = 2;

  private final Roles roles;
  private final PrintStream out;
  private final PrintStream err;

  private Launcher(Roles roles, PrintStream out, PrintStream err) {
    this.roles = roles;
    this.out = out;
    this.err = err;
  }

  /// The body of a `main`: returns once the process serves, or ends the process.
  public static void main(String[] arguments, Roles roles) {
    Launcher launcher = new Launcher(roles, System.out, System.err);
    int code = launcher.launch(arguments, System.getenv());
    if (code != 0) {
      // Non-daemon threads of a half-started process would keep it alive.
      Runtime.getRuntime().halt(code);
    }
  }

  private int launch(String[] arguments, Map<String, String> environment) {
    Optional<Path> file =
        Optional.ofNullable(environment.get(Settings.FILE_VARIABLE)).map(Path::of);
    if (arguments.length == 2 && arguments[0].equals("--config")) {
      file = Optional.of(Path.of(arguments[1]));
    } else if (arguments.length != 0) {
      err.println("usage: [--config FILE]; everything else is in the file or the environment");
      return USAGE;
    }
    try {
      start(Settings.load(file, environment));
      return 0;
    } catch (StartFailure reason) {
      err.println("sealmesh cannot start: " + reason.getMessage());
    } catch (Exception bug) {
      LOG.error("the start failed", bug);
      err.println("sealmesh cannot start: an unexpected failure, logged above");
    }
    return 1;
  }

  private void start(Settings settings) throws Exception {
    ProcessConfig config = settings.section("process", ProcessConfig.defaults());
    OpsConfig ops = settings.section("ops", OpsConfig.defaults());
    Roles.Start start = roles.configure(settings);
    settings.refuseUnknown();
    PrometheusMeter meter = new PrometheusMeter();
    int loops =
        config.eventLoops() == 0 ? Runtime.getRuntime().availableProcessors() : config.eventLoops();
    Vertx vertx = vertx(meter, loops);
    Clock clock = new VertxClock(vertx);
    VertxBus bus = new VertxBus(vertx, config.askTimeout(), config.mailboxMax(), roles.addresses());
    Site site = new Site(nodeId(config), loops, ops, vertx, bus, clock, new Health(clock), meter);
    AtomicBoolean stopped = new AtomicBoolean();
    try {
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("sealmesh-stop")
                  .unstarted(() -> stop(config, site, start, stopped)));
      String address = site.openOps().compose(open -> start.start(site)).await();
      out.println("Sealmesh is ready: " + address);
      out.flush();
    } catch (Exception failure) {
      stop(config, site, start, stopped);
      throw failure;
    }
  }

  private void stop(ProcessConfig config, Site site, Roles.Start start, AtomicBoolean stopped) {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    long millis = config.stopTimeout().toMillis();
    try {
      site.stopRoles().await(millis, TimeUnit.MILLISECONDS);
      // Awaited by itself: a future of a role's event loop would wait for a loop that has ended.
      site.vertx().close().await(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      LOG.warn("the stop took longer than {} ms", millis);
    } catch (RuntimeException failure) {
      LOG.warn("a role failed to stop", failure);
    } finally {
      start.close();
    }
  }

  private static Vertx vertx(PrometheusMeter meter, int eventLoops) {
    MicrometerMetricsOptions metrics =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setJvmMetricsEnabled(true)
            // Two clock readings and four counters per message cost more than the message.
            .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS);
    return Vertx.builder()
        .with(
            new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setPreferNativeTransport(true)
                .setMetricsOptions(metrics))
        .withMetrics(new MicrometerMetricsFactory(meter.registry()))
        .build();
  }

  private static NodeId nodeId(ProcessConfig config) {
    if (!config.id().isEmpty()) {
      return new NodeId(config.id());
    }
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    return new NodeId(HexFormat.of().formatHex(random));
  }
}
