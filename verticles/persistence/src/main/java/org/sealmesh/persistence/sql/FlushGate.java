package org.sealmesh.persistence.sql;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets one flush of the database serve everyone who waits for one: while it runs, the next ones
/// gather.
///
/// Used on one context only.
final class FlushGate {
  private final Supplier<Future<?>> flush;
  private int committing;
  private long committed;
  private long flushed;
  private boolean running;
  private @Nullable Promise<Void> next;

  FlushGate(Supplier<Future<?>> flush) {
    this.flush = flush;
  }

  /// A commit is on its way: from now on others may see what no flush has covered.
  void commitBegins() {
    committing++;
  }

  /// The commit was answered, or its fate is unknown.
  void commitEnds() {
    committing--;
    committed++;
  }

  /// Completes once everything that was committed until now survives a kill.
  Future<Void> passed() {
    if (committing == 0 && flushed == committed) {
      return Future.succeededFuture();
    }
    Promise<Void> mine = next;
    if (mine == null) {
      mine = Promise.promise();
      next = mine;
    }
    Future<Void> passed = mine.future();
    if (!running) {
      run(mine);
    }
    return passed;
  }

  private void run(Promise<Void> waiting) {
    running = true;
    next = null;
    // What is committed from now on may or may not be covered; it counts for the next flush.
    long covered = committed;
    begun()
        .onComplete(done -> {
          running = false;
          Promise<Void> gathered = next;
          if (gathered != null) {
            run(gathered);
          }
          if (done.succeeded()) {
            flushed = Math.max(flushed, covered);
            waiting.complete();
          } else {
            waiting.fail(done.cause());
          }
        });
  }

  private Future<?> begun() {
    try {
      return flush.get();
    } catch (RuntimeException failure) {
      // Otherwise everyone would wait for a flush that never began.
      return Future.failedFuture(failure);
    }
  }
}
