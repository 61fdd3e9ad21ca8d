package org.sealmesh.signaling.media;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.sealmesh.mesh.media.MediaAnswer;

/// One thing at a time, in the order asked, and not too many waiting.
final class Turns {
  private final int max;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean isBusy;

  Turns(int max) {
    this.max = max;
  }

  boolean isEmpty() {
    return !isBusy && waiting.isEmpty();
  }

  /// @return empty if there is no room
  Optional<Future<MediaAnswer>> take(Supplier<Future<MediaAnswer>> turn) {
    if (waiting.size() >= max) {
      return Optional.empty();
    }
    Promise<MediaAnswer> answer = Promise.promise();
    waiting.add(() -> run(turn, answer));
    next();
    return Optional.of(answer.future());
  }

  private void run(Supplier<Future<MediaAnswer>> turn, Promise<MediaAnswer> answer) {
    Future<MediaAnswer> taken;
    try {
      taken = turn.get();
    } catch (RuntimeException bug) {
      // Who comes next shall not wait for ever.
      taken = Future.failedFuture(bug);
    }
    taken.onComplete(done -> {
      isBusy = false;
      if (done.succeeded()) {
        answer.complete(done.result());
      } else {
        answer.fail(done.cause());
      }
      next();
    });
  }

  private void next() {
    if (!isBusy && !waiting.isEmpty()) {
      isBusy = true;
      waiting.remove().run();
    }
  }
}
