package org.sealmesh.node;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.Bus;
import org.sealmesh.crypto.KeyFileStore;
import org.sealmesh.crypto.KeyRotationCommand;
import org.sealmesh.launch.Roles;
import org.sealmesh.launch.Site;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.SiteCommand;
import org.sealmesh.persistence.PersistenceVerticle;

/// Persistence alone, for as long as a [Job] takes. With the embedded database the data folder
/// keeps every other process out; with a server, the operator must have stopped them.
final class JobRoles implements Roles {
  private final Job job;

  JobRoles(Job job) {
    this.job = job;
  }

  @Override
  public Collection<Address<?>> addresses() {
    return List.of(OriginAddresses.PERSISTENCE, OriginAddresses.OUTBOX);
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
        KeyFileStore store = new KeyFileStore(opened.path().resolve(config.crypto().keyFile()));
        SecureRandom random = new SecureRandom();
        PersistenceVerticle persistence =
            new PersistenceVerticle(
                site.bus(),
                site.clock(),
                random,
                site.meter(),
                site.health(),
                config.persistence());
        return site.deploy(
                () -> persistence,
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
            .compose(up -> run(new KeyRotationCommand(site.bus(), store, random), site.bus()));
      }

      @Override
      public void close() {
        folder.ifPresent(DataFolder::close);
      }
    };
  }

  private Future<String> run(KeyRotationCommand command, Bus bus) {
    return switch (job) {
      case ROTATE_KEYS -> command.rotateWrapping().map(JobRoles::told);
      case ROTATE_ALL_KEYS -> command.rotateAll().map(JobRoles::told);
      case FORGET_OLD_SIGNERS -> {
        command.forgetOldSigners();
        yield Future.succeededFuture("The old signing keys are forgotten.");
      }
      case BEGIN_TIMELINE ->
          bus.ask(OriginAddresses.PERSISTENCE, new SiteCommand.BeginTimeline())
              .map(begun -> "A new timeline has begun: every browser will fetch all again.");
    };
  }

  private static String told(KeyRotationCommand.Rotated rotated) {
    return "The keys are new; %d conversation keys were wrapped anew. Back the key file up."
        .formatted(rotated.rewrapped());
  }
}
