package org.sealmesh.node;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sealmesh.bus.Address;
import org.sealmesh.launch.Roles;
import org.sealmesh.launch.Site;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.origin.OriginAddresses;

/// A whole site in one process: both zones on one local bus.
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
  public Start configure(Settings settings) {
    SiteConfig config = SiteConfig.read(settings);
    return new Start() {
      private Optional<DataFolder> folder = Optional.empty();

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
