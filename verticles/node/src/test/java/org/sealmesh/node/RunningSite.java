package org.sealmesh.node;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.VertxBus;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.crypto.CryptoConfig;
import org.sealmesh.crypto.CryptoVerticle;
import org.sealmesh.gateway.Gateway;
import org.sealmesh.gateway.GatewayConfig;
import org.sealmesh.gateway.Mounts;
import org.sealmesh.gateway.disclosure.Storage;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.mesh.Members;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.outbox.OutboxConfig;
import org.sealmesh.outbox.OutboxVerticle;
import org.sealmesh.persistence.PersistenceConfig;
import org.sealmesh.persistence.PersistenceVerticle;
import org.sealmesh.privacy.PrivacyConfig;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.RelayVerticle;
import org.sealmesh.relay.router.RouterConfig;
import org.sealmesh.relay.router.RouterVerticle;
import org.sealmesh.relay.socket.SocketOptions;
import org.sealmesh.signaling.SignalingConfig;
import org.sealmesh.signaling.SignalingVerticle;

/// All roles in this very process, on a free port, with state in a folder of the test: what
/// [Assembly] puts together, but each role can be taken away and put back.
final class RunningSite implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final Clock clock = new VertxClock(vertx);
  private final Bus bus = new VertxBus(vertx, Duration.ofSeconds(20), 10_000);
  private final Health health = new Health(clock);
  private final SecureRandom random = new SecureRandom();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final Gateway gateway;
  private String persistence;

  RunningSite(Path folder) {
    this.folder = folder;
    startPersistence();
    deploy(
        new CryptoVerticle(bus, random, Meter.NONE, health, folder, CryptoConfig.defaults()),
        ThreadingModel.EVENT_LOOP);
    NodeId node = new NodeId("node-1");
    deploy(
        new RouterVerticle(
            RouterConfig.DEFAULTS, Members.alone(node), bus, clock, random::nextLong, Meter.NONE),
        ThreadingModel.EVENT_LOOP);
    deploy(
        new SignalingVerticle(
            SignalingConfig.DEFAULTS, node, bus, clock, random, Meter.NONE, health),
        ThreadingModel.EVENT_LOOP);
    RelayVerticle relay =
        new RelayVerticle(
            Members.alone(node), RelayConfig.DEFAULTS, bus, clock, verifier(), Meter.NONE, health);
    deploy(relay, ThreadingModel.EVENT_LOOP);
    deploy(
        new OutboxVerticle(bus, clock, Meter.NONE, health, OutboxConfig.defaults()),
        ThreadingModel.EVENT_LOOP);
    gateway =
        new Gateway(
            node,
            bus,
            clock,
            RandomBytes.secure(),
            Meter.NONE,
            health,
            onAFreePort(),
            new Storage(
                true,
                false,
                PrivacyConfig.in(folder).retention().ages(),
                Duration.ofDays(30),
                Duration.ofDays(3),
                Duration.ofDays(1096),
                ErasedMessages.DELETED),
            new Mounts(
                router ->
                    router.route("/socket").handler(c -> relay.endpoint().handle(c.request())),
                SocketOptions::apply));
    deploy(gateway.verticle(), ThreadingModel.EVENT_LOOP);
  }

  /// A browser that has just opened the site.
  Visitor visitor() {
    return new Visitor(http, vertx.createWebSocketClient(), gateway.port());
  }

  void stopPersistence() {
    await(vertx.undeploy(persistence));
  }

  void startPersistence() {
    PersistenceConfig usual = PersistenceConfig.defaults();
    PersistenceConfig config =
        new PersistenceConfig(
            usual.engine(),
            new PersistenceConfig.H2(folder.resolve("database"), usual.h2().cacheKib()),
            usual.mysql(),
            usual.content(),
            usual.pool(),
            usual.batches(),
            usual.rounds(),
            usual.limits(),
            usual.times());
    persistence =
        deploy(
            new PersistenceVerticle(bus, clock, random, Meter.NONE, health, config),
            ThreadingModel.VIRTUAL_THREAD);
  }

  private TokenVerifier verifier() {
    var signers = await(bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.GetSigners()));
    return new TokenVerifier(signers.signers(), clock::now);
  }

  private String deploy(Deployable role, ThreadingModel threads) {
    return await(vertx.deployVerticle(role, new DeploymentOptions().setThreadingModel(threads)));
  }

  private static GatewayConfig onAFreePort() {
    return Settings.load(Optional.empty(), Map.of("SEALMESH_GATEWAY_PORT", "0"))
        .section("gateway", GatewayConfig.defaults());
  }

  static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() {
    http.close();
    await(vertx.close());
  }
}
