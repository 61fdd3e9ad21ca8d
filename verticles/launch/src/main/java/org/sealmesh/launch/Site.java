package org.sealmesh.launch;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;

/// What a process offers to its roles while it runs.
public final class Site {
  /// Named as a role in the readiness, so that an operator sees why.
  private static final String LEAVING = "leaving";

  private final NodeId node;
  private final int eventLoops;
  private final OpsConfig ops;
  private final Vertx vertx;
  private final Members members;
  private final Bus bus;
  private final Clock clock;
  private final Health health;
  private final PrometheusMeter meter;
  private final Deque<String> deployed = new ArrayDeque<>();
  private final Queue<Supplier<Future<Void>>> goodbyes = new ConcurrentLinkedQueue<>();

  Site(
      NodeId node,
      int eventLoops,
      OpsConfig ops,
      VertxStart.Started started,
      Bus bus,
      Clock clock,
      Health health,
      PrometheusMeter meter) {
    this.node = node;
    this.eventLoops = eventLoops;
    this.ops = ops;
    this.vertx = started.vertx();
    this.members = started.members();
    this.bus = bus;
    this.clock = clock;
    this.health = health;
    this.meter = meter;
  }

  /// Deploys a role. Roles are stopped in the reverse order of their deployment, one after the
  /// other, so that nobody asks one that is gone.
  public Future<Void> deploy(Supplier<? extends Deployable> role, DeploymentOptions options) {
    return vertx
        .deployVerticle(role, options)
        .map(id -> {
          deployed.push(id);
          return null;
        });
  }

  /// Before any role is stopped in order, runs this, and waits for it: whoever is served here may
  /// finish, or go elsewhere. All that were added run at once. The process is not ready any more by
  /// then.
  ///
  /// @param goodbye completes at once if there is nobody; bounded, since whoever stops the process
  ///   waits for it
  public void beforeStop(Supplier<Future<Void>> goodbye) {
    goodbyes.add(goodbye);
  }

  /// Is not ready from now on, and completes once everybody has been sent off.
  Future<Void> leave() {
    health.watch(LEAVING, () -> Future.succeededFuture(Health.State.NOT_READY));
    return Future.join(goodbyes.stream().map(Supplier::get).toList()).mapEmpty();
  }

  /// Answers `/health/live`, `/health/ready` and `/metrics`, if they have no port of their own:
  /// then the HTTP server of the process takes them.
  public Optional<OpsHandler> sharedOps() {
    return ops.port() == 0 ? Optional.of(new OpsHandler(health, meter)) : Optional.empty();
  }

  /// Opens the port for the operator, if there is one. Before the roles start, so that a long start
  /// can be watched.
  Future<Void> openOps() {
    if (ops.port() == 0) {
      return Future.succeededFuture();
    }
    HttpServerOptions server = new HttpServerOptions().setHost(ops.host()).setPort(ops.port());
    OpsHandler handler = new OpsHandler(health, meter);
    return deploy(
        () -> new Listener(server, handler, new AtomicInteger()), new DeploymentOptions());
  }

  public NodeId node() {
    return node;
  }

  /// How many instances of a verticle use every event loop once.
  public int eventLoops() {
    return eventLoops;
  }

  public Vertx vertx() {
    return vertx;
  }

  /// The processes that share the bus.
  public Members members() {
    return members;
  }

  public Bus bus() {
    return bus;
  }

  public Clock clock() {
    return clock;
  }

  public Health health() {
    return health;
  }

  public Meter meter() {
    return meter;
  }

  /// Stops the roles that were deployed, the last one first. Fails if one could not stop, after all
  /// were told to.
  Future<Void> stopRoles() {
    String next = deployed.poll();
    if (next == null) {
      return Future.succeededFuture();
    }
    return vertx.undeploy(next).eventually(this::stopRoles);
  }
}
