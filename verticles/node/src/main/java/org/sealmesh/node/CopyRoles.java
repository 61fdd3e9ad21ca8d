package org.sealmesh.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.launch.OpsConfig;
import org.sealmesh.launch.ProcessConfig;
import org.sealmesh.launch.Roles;
import org.sealmesh.launch.Site;
import org.sealmesh.launch.config.Settings;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.persistence.PersistenceConfig;
import org.sealmesh.persistence.PersistenceConfig.EngineName;
import org.sealmesh.persistence.copy.BackupSpool;
import org.sealmesh.persistence.copy.SiteCopy;

/// Copies all that a site's database holds: to another database, to a backup, or back from one. The
/// data folder keeps every other process out; with a server, the operator must have stopped them,
/// but for a backup.
final class CopyRoles implements Roles {
  private final Job job;
  private final @Nullable Path named;

  /// @param named what the job needs; null if nobody has said so
  CopyRoles(Job job, @Nullable Path named) {
    this.job = job;
    this.named = named;
  }

  @Override
  public Start configure(ProcessConfig process, Settings settings) {
    SiteConfig config = SiteConfig.read(settings);
    if (named == null) {
      throw new StartFailure("name " + job.needs());
    }
    Path other = named;
    return switch (job) {
      case MIGRATE -> once(site -> migrate(config, other));
      case BACK_UP -> once(site -> backUp(config, other));
      case RESTORE -> restore(process, settings, config, other);
      case SHOW_SIGNERS,
          ROTATE_KEYS,
          ROTATE_ALL_KEYS,
          FORGET_OLD_SIGNERS,
          BEGIN_TIMELINE,
          AT_REST,
          IMPORT ->
          throw new IllegalStateException("is done elsewhere");
    };
  }

  /// What blocks for as long as it takes, and what there is to say of it then.
  interface Work {
    String on(Site site) throws Exception;
  }

  static Start once(Work work) {
    return new Start() {
      @Override
      public Future<String> start(Site site) {
        return apart(site.vertx(), () -> work.on(site));
      }

      @Override
      public void close() {}
    };
  }

  /// On a thread of its own, of which nobody complains that it takes long.
  private static Future<String> apart(Vertx vertx, Callable<String> work) {
    WorkerExecutor thread = vertx.createSharedWorkerExecutor("job", 1, 365, TimeUnit.DAYS);
    return thread.executeBlocking(work).onComplete(done -> thread.close());
  }

  private static String migrate(SiteConfig config, Path to) {
    try (DataFolder folder = DataFolder.open(config.node().dataFolder())) {
      PersistenceConfig target = persistence(to, folder.path());
      return SiteCopy.migrate(config.persistence(), target) + ": both databases are the same.";
    }
  }

  /// What the file does not say is as with the site itself.
  private static PersistenceConfig persistence(Path file, Path dataFolder) {
    Settings settings =
        Settings.load(
            Optional.of(file), Map.of("SEALMESH_NODE_DATA_FOLDER", dataFolder.toString()));
    PersistenceConfig found = SiteConfig.read(settings).persistence();
    settings.section("process", ProcessConfig.defaults());
    settings.section("ops", OpsConfig.defaults());
    settings.refuseUnknown();
    return found;
  }

  private static String backUp(SiteConfig config, Path to)
      throws IOException, InterruptedException {
    PersistenceConfig persistence = config.persistence();
    if (persistence.engine() == EngineName.MYSQL) {
      return told(SiteCopy.backUp(persistence, to).toString(), to);
    }
    Optional<DataFolder> free = DataFolder.tryOpen(config.node().dataFolder());
    if (free.isEmpty()) {
      return told(asked(config, to), to);
    }
    try (DataFolder held = free.get()) {
      return told(SiteCopy.backUp(persistence, to).toString(), to);
    }
  }

  private static String told(String copied, Path to) {
    return "%s, are at %s. Keep the key file too, elsewhere: without it nobody can read the keys."
        .formatted(copied, to);
  }

  /// The process that has the database makes the backup.
  private static String asked(SiteConfig config, Path to) throws IOException, InterruptedException {
    BackupSpool spool = new BackupSpool(config.persistence().h2().dataDir());
    if (!spool.isFree()) {
      throw new StartFailure("another backup is being made");
    }
    spool.want(to);
    while (true) {
      Thread.sleep(Duration.ofMillis(200));
      Optional<BackupSpool.Answer> answer = spool.answer();
      if (answer.isPresent()) {
        if (answer.get().isDone()) {
          return answer.get().line();
        }
        throw new StartFailure(answer.get().line());
      }
      Optional<DataFolder> left = DataFolder.tryOpen(config.node().dataFolder());
      if (left.isPresent()) {
        left.get().close();
        spool.takeBack();
        throw new StartFailure("the site has stopped meanwhile: back it up again");
      }
    }
  }

  /// Then what [Job#BEGIN_TIMELINE] does: the database is whole by then, and if that breaks off it
  /// can be done again alone.
  private static Start restore(
      ProcessConfig process, Settings settings, SiteConfig config, Path from) {
    Start after = new JobRoles(Job.BEGIN_TIMELINE).configure(process, settings);
    return new Start() {
      @Override
      public Future<String> start(Site site) {
        return apart(
                site.vertx(),
                () -> {
                  try (DataFolder held = DataFolder.open(config.node().dataFolder())) {
                    return SiteCopy.restore(from, config.persistence(), freshTimeline()).toString();
                  }
                })
            .compose(copied -> after.start(site).map(done -> copied + ". " + done));
      }

      @Override
      public void close() {
        after.close();
      }
    };
  }

  private static Timeline freshTimeline() {
    ByteBuffer random = ByteBuffer.allocate(16);
    new SecureRandom().nextBytes(random.array());
    return Timeline.of(random.array());
  }
}
