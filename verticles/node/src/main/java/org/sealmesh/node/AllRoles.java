package org.sealmesh.node;

import io.vertx.core.Future;
import java.util.Optional;
import org.sealmesh.cluster.Zone;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.Roles;
import org.sealmesh.launch.Site;
import org.sealmesh.launch.VertxStart;
import org.sealmesh.launch.config.Settings;

/// A whole site in one process: both zones on one bus, its own or that of a few equal processes.
final class AllRoles implements Roles {
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
        // It holds plaintext: whatever else it is, it stands in the origin's zone.
        return VertxStart.in(Zone.ORIGIN, config.cluster());
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
}
