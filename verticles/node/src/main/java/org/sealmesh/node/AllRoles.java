package org.sealmesh.node;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sealmesh.bus.Address;
import org.sealmesh.cluster.Cluster;
import org.sealmesh.cluster.ClusterConfig;
import org.sealmesh.cluster.Zone;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.Roles;
import org.sealmesh.launch.Site;
import org.sealmesh.launch.VertxStart;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.origin.OriginAddresses;

/// A whole site in one process: both zones on one bus, its own or that of a few equal processes.
final class AllRoles implements Roles {
  @Override
  public Collection<Address<?>> addresses() {
    return List.of(
        OriginAddresses.PERSISTENCE,
        OriginAddresses.CRYPTO,
        OriginAddresses.OUTBOX,
        MeshAddresses.ROUTER);
  }

  @Override
  public Start configure(ProcessConfig process, Settings settings) {
    SiteConfig config = SiteConfig.read(settings);
    if (!config.isOriginOnly()) {
      config.router().requireAskTimeout(process.askTimeout());
      config.relay().requireStopTimeout(process.stopTimeout());
    }
    return new Start() {
      private Optional<DataFolder> folder = Optional.empty();

      @Override
      public VertxStart vertx() {
        return config.cluster().enabled()
            ? wanted -> join(config.cluster(), wanted)
            : VertxStart.ALONE;
      }

      @Override
      public Future<String> start(Site site) {
        DataFolder opened = DataFolder.open(config.node().dataFolder());
        folder = Optional.of(opened);
        return new Assembly(site, config).start(opened.path());
      }

      @Override
      public void close() {
        folder.ifPresent(DataFolder::close);
      }
    };
  }

  /// It holds plaintext: whatever else it is, it stands in the origin's zone.
  private static VertxStart.Started join(ClusterConfig config, VertxStart.Wanted wanted) {
    Cluster cluster =
        Cluster.join(
            config,
            Zone.ORIGIN,
            wanted.node(),
            wanted.builder(),
            wanted.options(),
            wanted.meter(),
            wanted.end());
    return new VertxStart.Started(
        cluster.vertx(), cluster.members(), Optional.of(cluster::state), cluster::close);
  }
}
