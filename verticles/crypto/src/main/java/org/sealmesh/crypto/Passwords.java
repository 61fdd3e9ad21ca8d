package org.sealmesh.crypto;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import org.sealmesh.bus.Bus;

/// Hashes passwords on threads of their own, a bounded number at a time. Called on one event loop.
final class Passwords {
  private final WorkerExecutor threads;
  private final int inWorkMax;
  private final CryptoMetrics metrics;
  private int inWork;

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
    return threads.executeBlocking(work, false).onComplete(done -> inWork--);
  }

  Future<Void> close() {
    return threads.close();
  }
}
