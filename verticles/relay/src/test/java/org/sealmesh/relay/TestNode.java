package org.sealmesh.relay;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.relay.router.RouterConfig;
import org.sealmesh.relay.router.RouterVerticle;
import org.sealmesh.relay.socket.SocketServer;

/// A router, a relay and their port, on real event loops, in this process.
public final class TestNode implements AutoCloseable {
  /// Nothing here takes as long unless it hangs.
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final NodeId NODE = new NodeId("node-1");

  public final Vertx vertx;
  public final TestOrigin origin;
  public final VertxBus bus;
  public final FakeMeter meter = new FakeMeter();
  private final RelayVerticle relay;
  private final String relayDeployment;
  private final WebSocketClient client;
  private final int port;

  /// @param loops event loops that serve sockets
  public TestNode(RelayConfig config, int loops) {
    this(config, loops, new HttpServerOptions());
  }

  /// @param options with TLS, or without
  public TestNode(RelayConfig config, int loops, HttpServerOptions options) {
    this(Vertx.vertx(), Members.alone(NODE), config, loops, options);
  }

  /// One among several.
  ///
  /// @param members who they are, on whose bus `vertx` is
  public TestNode(Vertx vertx, Members members) {
    this(vertx, members, RelayConfig.DEFAULTS, 1, new HttpServerOptions());
  }

  private TestNode(
      Vertx vertx, Members members, RelayConfig config, int loops, HttpServerOptions options) {
    this.vertx = vertx;
    Clock clock = new VertxClock(vertx);
    origin = new TestOrigin(1, clock::now);
    bus = new VertxBus(vertx, Duration.ofSeconds(5), 10_000);
    TokenVerifier verifier = new TokenVerifier(origin.signers(), clock::now);
    relay = new RelayVerticle(members, config, bus, clock, verifier, meter, new Health(clock));
    RouterVerticle router =
        new RouterVerticle(
            RouterConfig.DEFAULTS, members, bus, clock, new Random(1)::nextLong, meter);
    await(vertx.deployVerticle(router));
    relayDeployment = await(vertx.deployVerticle(relay));
    // A negative port is any free one, shared by all instances.
    options.setHost("127.0.0.1").setPort(-1);
    List<SocketServer> servers = new CopyOnWriteArrayList<>();
    await(
        vertx.deployVerticle(
            () -> {
              servers.add(new SocketServer(options, relay.endpoint()));
              return servers.getLast();
            },
            new DeploymentOptions().setInstances(loops)));
    port = servers.getFirst().port();
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setSsl(options.isSsl())
                .setTrustAll(true)
                .setVerifyHost(false)
                .setMaxConnections(1_000)
                .setMaxFrameSize(2 * Limits.FRAME_BYTES_MAX)
                .setMaxMessageSize(2 * Limits.FRAME_BYTES_MAX));
  }

  public int port() {
    return port;
  }

  public TestBrowser browser() {
    return browser(FrameFormat.JSON);
  }

  public TestBrowser browser(FrameFormat format) {
    return TestNode.await(connect(options -> options.addSubProtocol(format.subprotocol())));
  }

  /// @param asked what the browser's request says besides host and path
  public Future<TestBrowser> connect(Consumer<WebSocketConnectOptions> asked) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/socket");
    asked.accept(options);
    ClientWebSocket socket = client.webSocket();
    TestBrowser browser = new TestBrowser(socket);
    return socket.connect(options).map(connected -> browser);
  }

  /// Sends the browsers elsewhere, as a process does before it stops.
  public Future<Void> leave() {
    return relay.leave();
  }

  /// Stops the relay, and leaves its port open.
  public void stopRelay() {
    await(vertx.undeploy(relayDeployment));
  }

  /// A socket that has been welcomed.
  public TestBrowser welcomed(Claims.Ticket ticket) {
    return welcomed(ticket, FrameFormat.JSON);
  }

  /// A socket of this format that has been welcomed.
  public TestBrowser welcomed(Claims.Ticket ticket, FrameFormat format) {
    TestBrowser browser = browser(format);
    browser.hello(origin.sign(ticket));
    browser.expect(ServerFrame.Welcome.class);
    return browser;
  }

  public RouterMessage.FannedOut fanOut(RouterMessage.FanOut fanOut) {
    return await(bus.ask(MeshAddresses.ROUTER, fanOut));
  }

  public RouterMessage.FannedOut revoke(Claims.Revocation revocation) {
    return await(bus.ask(MeshAddresses.ROUTER, new RouterMessage.Revoke(origin.sign(revocation))));
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not within " + PATIENCE, e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
