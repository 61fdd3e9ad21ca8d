package org.sealmesh.crypto;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;

/// Hashes passwords on threads of their own, a bounded number at a time. Called on one event loop.
final class Passwords {
  private final WorkerExecutor threads;
  private final int inWorkMax;
  private final CryptoMetrics metrics;
  private int inWork;
  private @Nullable Promise<Void> closing;

  Passwords(Vertx vertx, CryptoConfig config, CryptoMetrics metrics) {
    this.threads = vertx.createSharedWorkerExecutor("sealmesh-passwords", config.passwordThreads());
    this.inWorkMax = config.passwordThreads() + config.passwordsWaitingMax();
    this.metrics = metrics;
  }

  /// Fails with [Bus.Overloaded] if too many wait already.
  <T> Future<T> run(Callable<T> work) {
    if (inWork == inWorkMax) {
      metrics.passwordsRefused.increment();
      return Future.failedFuture(new Bus.Overloaded());
    }
    inWork++;
    metrics.passwords.increment();
    return threads.executeBlocking(work, false).onComplete(done -> onDone());
  }

  private void onDone() {
    inWork--;
    if (inWork == 0 && closing != null) {
      closing.complete();
    }
  }

  /// Completes when what was begun is done: its outcome is brought by an event loop, which must
  /// still be there. Nothing may be run any more.
  Future<Void> close() {
    Promise<Void> idle = Promise.promise();
    closing = idle;
    if (inWork == 0) {
      idle.complete();
    }
    return idle.future().compose(done -> threads.close());
  }
}
