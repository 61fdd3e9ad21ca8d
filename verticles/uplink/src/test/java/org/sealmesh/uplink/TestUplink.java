package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.bus.fake.FakeMeter;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.NodeVitals;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.relay.TestNode;
import org.sealmesh.relay.TestOrigin;
import org.sealmesh.relay.uplink.OriginListener;
import org.sealmesh.relay.uplink.UplinkServer;
import org.sealmesh.relay.uplink.UplinkServerConfig;

/// The origin's end of an uplink in this process: its own bus, a crypto that signs, and everything
/// else of the origin there to be reached, if anyone could.
final class TestUplink implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  final VertxClock clock = new VertxClock(vertx);
  final FakeMeter meter = new FakeMeter();
  final AtomicInteger signatures = new AtomicInteger();
  final AtomicInteger privateHandlers = new AtomicInteger();
  private final Bus bus = new VertxBus(vertx, Duration.ofSeconds(30), 10_000);
  private final String deployment;

  TestUplink(TestOrigin origin, UplinkConfig config) {
    this(origin, config, UnaryOperator.identity());
  }

  /// @param signed what crypto signs in place of what it is asked to
  TestUplink(TestOrigin origin, UplinkConfig config, UnaryOperator<Claims> signed) {
    TestNode.await(
        bus.handle(
            OriginAddresses.CRYPTO,
            message -> {
              if (message instanceof CryptoMessage.Sign sign) {
                signatures.incrementAndGet();
                return Future.succeededFuture(
                    new CryptoMessage.Signed(origin.sign(signed.apply(sign.claims()))));
              }
              privateHandlers.incrementAndGet();
              return Future.failedFuture("reached");
            }));
    TestNode.await(bus.handle(OriginAddresses.PERSISTENCE, message -> reached()));
    TestNode.await(bus.handle(OriginAddresses.OUTBOX, message -> reached()));
    deployment =
        TestNode.await(
            vertx.deployVerticle(
                new UplinkVerticle(bus, clock, new Random(1), meter, new Health(clock), config)));
  }

  private Future<?> reached() {
    privateHandlers.incrementAndGet();
    return Future.failedFuture("reached");
  }

  Future<RouterMessage.FannedOut> ask(RouterMessage.FanOut fanOut) {
    return bus.ask(MeshAddresses.ROUTER, fanOut);
  }

  Future<RouterMessage.FannedOut> ask(RouterMessage.Revoke revoke) {
    return bus.ask(MeshAddresses.ROUTER, revoke);
  }

  void stop() {
    TestNode.await(vertx.undeploy(deployment));
  }

  @Override
  public void close() {
    TestNode.await(vertx.close());
  }

  /// The mesh's end, on the bus of a node.
  static final class Server {
    final BlockingQueue<String> presence = new LinkedBlockingQueue<>();
    private final TestNode node;
    private final String deployment;
    private final int port;

    Server(TestNode node, String mesh, UplinkTls tls, int port) {
      this.node = node;
      VertxClock clock = new VertxClock(node.vertx);
      UplinkServerConfig d = UplinkServerConfig.DEFAULTS;
      UplinkServer server =
          new UplinkServer(
              new UplinkServerConfig(
                  mesh,
                  d.host(),
                  port,
                  tls,
                  d.diallersMax(),
                  d.creditMax(),
                  // A test may be slow to answer.
                  Duration.ofSeconds(60),
                  d.silenceMax()),
              node.bus,
              clock,
              new TokenVerifier(node.origin.signers(), clock::now),
              () -> Fresh.drawnFrom(new SecureRandom()),
              Meter.NONE,
              new OriginListener() {
                @Override
                public void onOpening() {
                  presence.add("opening");
                }

                @Override
                public void onBeacon() {
                  presence.add("beacon");
                }
              },
              () -> new NodeVitals(new NodeId("n"), 3, 100, 2, 1, 40, 5, 1, 1_000, 2_000, 60));
      deployment = TestNode.await(node.vertx.deployVerticle(server));
      this.port = server.port();
    }

    int port() {
      return port;
    }

    String url(String mesh) {
      return mesh + "=wss://127.0.0.1:" + port;
    }

    void awaitAttached() {
      try {
        String next = "";
        while (!"beacon".equals(next)) {
          next = presence.poll(60, TimeUnit.SECONDS);
          assertThat(next).as("an origin within a minute").isNotNull();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    void stop() {
      TestNode.await(node.vertx.undeploy(deployment));
    }
  }
}
