package org.sealmesh.node;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealmesh.crypto.CryptoVerticle;
import org.sealmesh.crypto.KeyFile;
import org.sealmesh.crypto.KeyFileStore;
import org.sealmesh.crypto.KeyRotationCommand;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.Roles;
import org.sealmesh.launch.Site;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.SiteCommand;
import org.sealmesh.persistence.PersistenceVerticle;

/// What a [Job] needs, for as long as it takes: persistence alone, or nothing but the key file.
/// With the embedded database the data folder keeps every other process out; with a server, the
/// operator must have stopped them.
final class JobRoles implements Roles {
  private final Job job;

  JobRoles(Job job) {
    this.job = job;
  }

  @Override
  public Start configure(ProcessConfig process, Settings settings) {
    SiteConfig config = SiteConfig.read(settings);
    return new Start() {
      private Optional<DataFolder> folder = Optional.empty();

      @Override
      public Future<String> start(Site site) {
        return job == Job.SHOW_SIGNERS
            ? site.vertx().executeBlocking(this::signers)
            : onDatabase(site, store(hold()));
      }

      /// A file that is there may be read beside the site that uses it.
      private String signers() {
        KeyFileStore store = store(config.node().dataFolder());
        KeyFile file =
            store.load().orElseGet(() -> store(hold()).loadOrCreate(new SecureRandom()).file());
        return spelled(file.signers());
      }

      private Path hold() {
        DataFolder opened = DataFolder.open(config.node().dataFolder());
        folder = Optional.of(opened);
        return opened.path();
      }

      private KeyFileStore store(Path dataFolder) {
        return new KeyFileStore(dataFolder.resolve(config.crypto().keyFile()));
      }

      private Future<String> onDatabase(Site site, KeyFileStore store) {
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
            .compose(
                up -> job == Job.BEGIN_TIMELINE ? crypto(site, random) : Future.succeededFuture())
            .compose(up -> run(new KeyRotationCommand(site.bus(), store, random), site));
      }

      private Future<Void> crypto(Site site, SecureRandom random) {
        CryptoVerticle crypto =
            new CryptoVerticle(
                site.bus(),
                random,
                site.meter(),
                site.health(),
                config.node().dataFolder().toAbsolutePath(),
                config.crypto());
        return site.deploy(() -> crypto, new DeploymentOptions());
      }

      @Override
      public void close() {
        folder.ifPresent(DataFolder::close);
      }
    };
  }

  private Future<String> run(KeyRotationCommand command, Site site) {
    return switch (job) {
      case SHOW_SIGNERS, MIGRATE, BACK_UP, RESTORE, IMPORT ->
          throw new IllegalStateException("is done elsewhere");
      case AT_REST -> site.vertx().executeBlocking(() -> new AtRest(site.bus()).all());
      case ROTATE_KEYS -> command.rotateWrapping().map(JobRoles::told);
      case ROTATE_ALL_KEYS -> command.rotateAll().map(JobRoles::told);
      case FORGET_OLD_SIGNERS -> {
        command.forgetOldSigners();
        yield Future.succeededFuture("The old signing keys are forgotten.");
      }
      case BEGIN_TIMELINE ->
          site.bus()
              .ask(OriginAddresses.PERSISTENCE, new SiteCommand.BeginTimeline())
              .compose(
                  begun -> site.vertx().executeBlocking(() -> new EpochTurns(site.bus()).all()))
              .map(turned ->
                  "A new timeline has begun: every browser will fetch all again. %d conversations have a new key."
                      .formatted(turned));
    };
  }

  /// One line each, as `origin.signers` of a relay takes them.
  private static String spelled(List<Signer> signers) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return signers.stream()
        .map(signer -> encoder.encodeToString(signer.key()))
        .collect(Collectors.joining("\n"));
  }

  private static String told(KeyRotationCommand.Rotated rotated) {
    return "The keys are new; %d conversation keys were wrapped anew. Back the key file up."
        .formatted(rotated.rewrapped());
  }
}
