package org.sealmesh.relay.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.RelayVerticle;
import org.sealmesh.relay.TestOrigin;
import org.sealmesh.relay.router.RouterConfig;
import org.sealmesh.relay.router.RouterVerticle;
import org.sealmesh.relay.socket.SocketServer;
import org.sealmesh.signaling.SignalingConfig;
import org.sealmesh.signaling.SignalingVerticle;

/// The measured process: router, signaling, relay and one event loop of sockets, told what to do
/// line by line.
///
/// `tickets N room|each|pass` prints N tickets: all of one routing id, each of its own, or each of
/// its own with a pass for one conversation, to which `fan` then goes; `users` forgets them, and
/// `user RID` adds somebody whose ticket [#origin] has signed elsewhere; `cpu` prints its CPU time;
/// `fan N PER_SECOND` sends N envelopes, paced (or 0: as fast as acks come, 50 at a time), and
/// prints the time and the CPU it took; `memory` prints resident and live bytes.
public final class BenchServer {
  private static final int ANY = 1_000_000;
  private static final SignalingConfig SIGNALING =
      new SignalingConfig(
          ANY,
          ANY,
          SignalingConfig.DEFAULTS.absenceMax(),
          SignalingConfig.DEFAULTS.endedKept(),
          SignalingConfig.DEFAULTS.seenMax(),
          SignalingConfig.DEFAULTS.seenKept(),
          SignalingConfig.DEFAULTS.media());
  private static final NodeId NODE = new NodeId("bench");
  private static final int WINDOW = 50;
  private static final int ENVELOPE_BYTES = 172;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final PrintStream out = System.out;
  private final TestOrigin origin;
  private final VertxBus bus;
  private final List<RoutingId> users = new ArrayList<>();
  private int sent;

  private BenchServer(RelayConfig.Writer writer) throws Exception {
    Clock clock = new VertxClock(vertx);
    origin = origin(clock::now);
    bus = new VertxBus(vertx, Duration.ofMinutes(1), 100_000);
    Health health = new Health(clock);
    RelayVerticle relay =
        new RelayVerticle(
            Members.alone(NODE),
            config(writer),
            bus,
            clock,
            new TokenVerifier(origin.signers(), clock::now),
            Meter.NONE,
            health);
    vertx
        .deployVerticle(
            new RouterVerticle(
                RouterConfig.DEFAULTS,
                Members.alone(NODE),
                bus,
                clock,
                new Random(1)::nextLong,
                Meter.NONE))
        .await();
    vertx
        .deployVerticle(
            new SignalingVerticle(
                SIGNALING, NODE, bus, clock, new SecureRandom(), Meter.NONE, health))
        .await();
    vertx.deployVerticle(relay).await();
    SocketServer server =
        new SocketServer(
            new HttpServerOptions().setHost("127.0.0.1").setPort(0).setAcceptBacklog(4_096),
            relay.endpoint());
    vertx.deployVerticle(server, new DeploymentOptions()).await();
    out.println("port " + server.port());
  }

  /// The same one in every process, so that a driver may sign what its server lets in.
  static TestOrigin origin(Supplier<Instant> now) {
    return new TestOrigin(1, now);
  }

  private static RelayConfig config(RelayConfig.Writer writer) {
    RelayConfig d = RelayConfig.DEFAULTS;
    return new RelayConfig(
        d.origins(),
        ANY,
        ANY,
        ANY,
        d.trustedProxies(),
        ANY,
        ANY,
        Duration.ofMinutes(10),
        d.joinsMax(),
        // A socket stands for many that come and go.
        ANY,
        ANY,
        d.signals(),
        new RelayConfig.Calls(ANY, ANY),
        16 * 1024 * 1024,
        d.closeGrace(),
        d.revocationsMax(),
        d.resyncWindow(),
        d.originSilenceMax(),
        d.drain(),
        writer,
        d.sockJs());
  }

  private void tickets(int count, String kind) {
    users.clear();
    RoutingId room = origin.rid();
    boolean byPass = kind.equals("pass");
    for (int i = 0; i < count; i++) {
      RoutingId user = kind.equals("room") ? room : origin.rid();
      users.add(byPass ? room : user);
      Claims.Ticket ticket = origin.ticket(user);
      String pass = byPass ? " " + origin.sign(origin.pass(ticket, room)).compact() : "";
      out.println("ticket " + origin.sign(ticket).compact() + pass);
    }
  }

  private void fan(int count, int perSecond) throws Exception {
    Semaphore window = new Semaphore(WINDOW);
    long startCpuNs = cpuNs();
    long startNs = System.nanoTime();
    for (int i = 0; i < count; i++) {
      if (perSecond > 0) {
        long dueNs = startNs + i * 1_000_000_000L / perSecond;
        LockSupport.parkNanos(dueNs - System.nanoTime());
      }
      window.acquire();
      RoutingId user = users.get(sent++ % users.size());
      Envelope envelope = origin.envelope(user, sent, ENVELOPE_BYTES);
      Future<RouterMessage.FannedOut> answer =
          bus.ask(MeshAddresses.ROUTER, new RouterMessage.FanOut(List.of(user), envelope));
      answer.onComplete(done -> window.release());
    }
    window.acquire(WINDOW);
    out.println("fanned " + (System.nanoTime() - startNs) + " " + (cpuNs() - startCpuNs));
  }

  private static long cpuNs() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private void memory() throws IOException {
    System.gc();
    System.gc();
    long live = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .findFirst()
            .orElseThrow();
    out.println("memory " + Long.parseLong(resident) * 1024 + " " + live);
  }

  public static void main(String[] args) throws Exception {
    BenchServer server = new BenchServer(RelayConfig.Writer.valueOf(args[0]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "tickets" -> server.tickets(Integer.parseInt(words[1]), words[2]);
        case "users" -> server.users.clear();
        case "user" -> server.users.add(RoutingId.parse(words[1]));
        case "fan" -> server.fan(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        case "memory" -> server.memory();
        case "cpu" -> server.out.println("cpu " + cpuNs());
        default -> throw new IllegalArgumentException(line);
      }
    }
    // The driver has gone.
    System.exit(0);
  }
}
