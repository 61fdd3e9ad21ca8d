package org.sealmesh.persistence.copy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sealmesh.persistence.copy.BackupSpool.Answer;
import org.sealmesh.persistence.sql.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Backs a running site up, whose embedded database lets no other process in, when one asks for it
/// ([BackupSpool]). One at a time; on a worker thread, while the site goes on.
public final class BackupDesk {
  private static final Logger LOG = LoggerFactory.getLogger(BackupDesk.class);

  private final Vertx vertx;
  private final Engine engine;
  private final BackupSpool spool;
  private boolean working;

  /// @param engine in use
  /// @param folder of its database
  public BackupDesk(Vertx vertx, Engine engine, Path folder) {
    this.vertx = vertx;
    this.engine = engine;
    this.spool = new BackupSpool(folder);
    try {
      spool.forget();
    } catch (IOException failure) {
      LOG.warn("a backup that was not finished is still noted", failure);
    }
  }

  /// Whether somebody wants one. Never throws.
  public void look() {
    if (working) {
      return;
    }
    try {
      Optional<Path> to = spool.take();
      if (to.isPresent()) {
        working = true;
        vertx.executeBlocking(() -> made(to.get())).onComplete(answered -> working = false);
      }
    } catch (IOException failure) {
      LOG.warn("a wish for a backup cannot be read: {}", failure.getClass().getSimpleName());
    }
  }

  private Answer made(Path to) throws IOException {
    Answer answer = backedUp(to);
    spool.answer(answer);
    return answer;
  }

  private Answer backedUp(Path to) {
    try {
      Answer answer = new Answer(true, SiteCopy.backUp(engine, to).toString());
      LOG.info("backed up: {}", answer.line());
      return answer;
    } catch (RuntimeException failure) {
      LOG.warn("a backup failed", failure);
      return new Answer(false, String.valueOf(failure.getMessage()));
    }
  }
}
