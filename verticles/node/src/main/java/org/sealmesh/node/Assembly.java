package org.sealmesh.node;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.crypto.CryptoVerticle;
import org.sealmesh.gateway.Gateway;
import org.sealmesh.gateway.Mounts;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.launch.Listening;
import org.sealmesh.launch.Site;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.outbox.OutboxVerticle;
import org.sealmesh.persistence.PersistenceVerticle;
import org.sealmesh.privacy.PrivacyVerticle;
import org.sealmesh.relay.RelayVerticle;
import org.sealmesh.relay.router.RouterVerticle;
import org.sealmesh.relay.socket.RelayEndpoint;
import org.sealmesh.relay.socket.SocketOptions;
import org.sealmesh.signaling.SignalingVerticle;
import org.sealmesh.uplink.UplinkVerticle;

/// Puts the roles together: each is started when those that it asks are at work.
final class Assembly {
  private final Site site;
  private final SiteConfig config;
  private final SecureRandom random = new SecureRandom();
  private final OpenRequests requests = new OpenRequests();

  Assembly(Site site, SiteConfig config) {
    this.site = site;
    this.config = config;
  }

  /// Completes with the address of the site.
  Future<String> start(Path dataFolder) {
    if (config.isOriginOnly()
        && config.gateway().relays().stream().anyMatch(r -> r.startsWith("/"))) {
      return Future.failedFuture(
          new StartFailure(
              "gateway.relays must name the relays' own URLs, such as wss://relay.example/socket:"
                  + " with uplink.relays this process has no socket"));
    }
    return deploy(persistence(), ThreadingModel.VIRTUAL_THREAD)
        .compose(up -> deploy(crypto(dataFolder), ThreadingModel.EVENT_LOOP))
        .compose(up -> deploy(privacy(), ThreadingModel.VIRTUAL_THREAD))
        .compose(up -> config.isOriginOnly() ? originOnly() : withMesh());
  }

  /// The mesh is in this process too.
  private Future<String> withMesh() {
    return deploy(router(), ThreadingModel.EVENT_LOOP)
        .compose(up -> deploy(signaling(), ThreadingModel.EVENT_LOOP))
        .compose(up -> verifier())
        .compose(verifier -> {
          RelayVerticle relay = relay(verifier);
          return deploy(relay, ThreadingModel.EVENT_LOOP)
              .compose(up -> deploy(outbox(), ThreadingModel.EVENT_LOOP))
              .compose(
                  up -> gateway(new Mounts(router -> mount(router, relay), SocketOptions::apply)))
              .onSuccess(up -> site.beforeStop(() -> leave(relay)));
        });
  }

  /// Browsers go to the other processes of the site. The only one need not wait for them: there is
  /// nowhere to go, and they come back when it does.
  private Future<Void> leave(RelayVerticle relay) {
    requests.beLast();
    boolean isAlone = site.members().now().size() == 1;
    Future<Void> left = isAlone ? relay.dismiss() : relay.leave();
    return left.eventually(requests::answered);
  }

  /// The mesh is elsewhere: the uplink stands in for its router.
  private Future<String> originOnly() {
    return deploy(uplink(), ThreadingModel.EVENT_LOOP)
        .compose(up -> deploy(outbox(), ThreadingModel.EVENT_LOOP))
        .compose(up -> gateway(new Mounts(this::mountOps, UnaryOperator.identity())))
        .onSuccess(up ->
            site.beforeStop(() -> {
              requests.beLast();
              return requests.answered();
            }));
  }

  private Future<Void> deploy(Deployable role, ThreadingModel threads) {
    return site.deploy(() -> role, new DeploymentOptions().setThreadingModel(threads));
  }

  private PersistenceVerticle persistence() {
    return new PersistenceVerticle(
        site.bus(), site.clock(), random, site.meter(), site.health(), config.persistence());
  }

  private CryptoVerticle crypto(Path dataFolder) {
    return new CryptoVerticle(
        site.bus(), random, site.meter(), site.health(), dataFolder, config.crypto());
  }

  private PrivacyVerticle privacy() {
    return new PrivacyVerticle(
        site.bus(), site.clock(), site.meter(), site.health(), config.privacy());
  }

  private RouterVerticle router() {
    return new RouterVerticle(
        config.router(), site.members(), site.bus(), site.clock(), random::nextLong, site.meter());
  }

  private SignalingVerticle signaling() {
    return new SignalingVerticle(
        config.signaling(),
        site.members().self(),
        site.bus(),
        site.clock(),
        random,
        site.meter(),
        site.health());
  }

  private Future<TokenVerifier> verifier() {
    return site.bus()
        .ask(OriginAddresses.CRYPTO, new CryptoMessage.GetSigners())
        .map(answer -> new TokenVerifier(answer.signers(), site.clock()::now));
  }

  private RelayVerticle relay(TokenVerifier verifier) {
    return new RelayVerticle(
        site.members(),
        config.relay(),
        site.bus(),
        site.clock(),
        verifier,
        site.meter(),
        site.health());
  }

  private OutboxVerticle outbox() {
    return new OutboxVerticle(
        site.bus(), site.clock(), site.meter(), site.health(), config.outbox());
  }

  private UplinkVerticle uplink() {
    return new UplinkVerticle(
        site.bus(), site.clock(), random, site.meter(), site.health(), config.uplink());
  }

  private Future<String> gateway(Mounts mounts) {
    Gateway gateway =
        new Gateway(
            site.node(),
            site.bus(),
            site.clock(),
            RandomBytes.secure(),
            site.meter(),
            site.health(),
            config.gateway(),
            config.storage(),
            mounts);
    DeploymentOptions options =
        new DeploymentOptions().setInstances(config.gateway().http().instances());
    return site.deploy(gateway::verticle, options)
        .map(up -> address(gateway.port()))
        .recover(failure -> Future.failedFuture(explained(failure)));
  }

  private void mount(Router router, RelayVerticle relay) {
    for (String path : RelayEndpoint.ROUTES) {
      router.route(path).handler(call -> relay.endpoint().handle(call.request()));
    }
    mountOps(router);
  }

  /// What comes after this is counted: the operator's questions and sockets are not.
  private void mountOps(Router router) {
    site.sharedOps()
        .ifPresent(ops -> {
          for (String path : List.of("/health/live", "/health/ready", "/metrics")) {
            router.route(path).handler(call -> ops.handle(call.request()));
          }
        });
    router.route().handler(requests);
  }

  private Throwable explained(Throwable failure) {
    return Listening.explained(config.gateway().host(), config.gateway().port(), failure);
  }

  private String address(int port) {
    String host = config.gateway().host();
    return "http://" + (host.equals("127.0.0.1") ? "localhost" : host) + ":" + port;
  }
}
