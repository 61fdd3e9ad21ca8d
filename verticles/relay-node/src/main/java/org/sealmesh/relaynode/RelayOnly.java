package org.sealmesh.relaynode;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerOptions;
import java.security.SecureRandom;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.cluster.ClusterConfig;
import org.sealmesh.cluster.Zone;
import org.sealmesh.launch.Front;
import org.sealmesh.launch.HttpConfig;
import org.sealmesh.launch.Listening;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.Roles;
import org.sealmesh.launch.Site;
import org.sealmesh.launch.VertxStart;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.RelayVerticle;
import org.sealmesh.relay.router.RouterConfig;
import org.sealmesh.relay.router.RouterVerticle;
import org.sealmesh.relay.socket.SocketOptions;
import org.sealmesh.relay.uplink.UplinkServer;
import org.sealmesh.relay.uplink.UplinkServerConfig;
import org.sealmesh.signaling.SignalingConfig;
import org.sealmesh.signaling.SignalingVerticle;

/// Router, signaling and relay on a port of their own, and nothing else. Keeps nothing on disk, and
/// shares a cluster with its like alone.
final class RelayOnly implements Roles {
  @Override
  public Start configure(ProcessConfig process, Settings settings) {
    HttpConfig http = settings.section("http", HttpConfig.defaults());
    RelayNodeConfig origin = settings.section("origin", RelayNodeConfig.defaults());
    RouterConfig router = settings.section("router", RouterConfig.DEFAULTS);
    RelayConfig relay = settings.section("relay", RelayConfig.DEFAULTS);
    SignalingConfig signaling = settings.section("signaling", SignalingConfig.DEFAULTS);
    ClusterConfig cluster = settings.section("cluster", ClusterConfig.defaults());
    UplinkServerConfig uplink = settings.section("uplink", UplinkServerConfig.DEFAULTS);
    router.requireAskTimeout(process.askTimeout());
    relay.requireStopTimeout(process.stopTimeout());
    return new Start() {
      @Override
      public VertxStart vertx() {
        return VertxStart.in(Zone.MESH, cluster);
      }

      @Override
      public Future<String> start(Site site) {
        return RelayOnly.start(site, http, origin, router, relay, signaling, uplink);
      }

      @Override
      public void close() {
        // Nothing is held outside Vert.x.
      }
    };
  }

  private static Future<String> start(
      Site site,
      HttpConfig http,
      RelayNodeConfig origin,
      RouterConfig routerConfig,
      RelayConfig relayConfig,
      SignalingConfig signalingConfig,
      UplinkServerConfig uplink) {
    if (origin.signers().isEmpty()) {
      return Future.failedFuture(
          new StartFailure("origin.signers is empty: a relay must know whose tickets it lets in"));
    }
    TokenVerifier verifier = origin.verifier(site.clock()::now);
    RouterVerticle router =
        new RouterVerticle(
            routerConfig,
            site.members(),
            site.bus(),
            site.clock(),
            new SecureRandom()::nextLong,
            site.meter());
    RelayVerticle relay =
        new RelayVerticle(
            site.members(),
            relayConfig,
            site.bus(),
            site.clock(),
            verifier,
            site.meter(),
            site.health());
    SignalingVerticle signaling =
        new SignalingVerticle(
            signalingConfig,
            site.members().self(),
            site.bus(),
            site.clock(),
            new SecureRandom(),
            site.meter(),
            site.health());
    return site.deploy(() -> router, new DeploymentOptions())
        .compose(up -> site.deploy(() -> signaling, new DeploymentOptions()))
        .compose(up -> site.deploy(() -> relay, new DeploymentOptions()))
        .compose(up -> listenForOrigins(site, uplink, verifier, relay))
        .onSuccess(up -> site.beforeStop(relay::leave))
        .compose(up ->
            Front.open(
                site,
                http,
                SocketOptions.apply(new HttpServerOptions()),
                // A relay serves no page: whatever is not its endpoint is not here.
                relay.endpoint()))
        .map(port -> "ws://" + http.host() + ":" + port + "/socket");
  }

  /// On a port of its own, before browsers are let in: they would only be told that no origin is
  /// heard.
  private static Future<Void> listenForOrigins(
      Site site, UplinkServerConfig config, TokenVerifier verifier, RelayVerticle relay) {
    if (!config.isOn()) {
      return Future.succeededFuture();
    }
    SecureRandom random = new SecureRandom();
    UplinkServer server =
        new UplinkServer(
            config,
            site.bus(),
            site.clock(),
            verifier,
            () -> Fresh.drawnFrom(random),
            site.meter(),
            relay.originListener(),
            relay::vitals);
    return site.deploy(() -> server, new DeploymentOptions())
        .recover(failure ->
            Future.failedFuture(Listening.explained(config.host(), config.port(), failure)));
  }
}
