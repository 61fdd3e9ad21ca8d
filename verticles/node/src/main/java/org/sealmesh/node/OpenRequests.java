package org.sealmesh.node;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/// The requests that the gateway has accepted and not answered yet, so that a process which stops
/// can wait for them.
///
/// Mounted before the gateway's own routes, on every event loop.
final class OpenRequests implements Handler<RoutingContext> {
  private final AtomicInteger open = new AtomicInteger();
  private final Promise<Void> answered = Promise.promise();
  private volatile boolean areLast;
  private volatile boolean isAwaited;

  @Override
  public void handle(RoutingContext call) {
    open.incrementAndGet();
    // Told once, also if the browser goes before the answer is complete.
    call.addEndHandler(ended -> {
      open.decrementAndGet();
      completeIfNone();
    });
    if (areLast) {
      call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    call.next();
  }

  /// Whoever asks from now on is answered, and told to ask the next time over another connection: a
  /// balancer has heard by then that this process is not ready, and sends it elsewhere.
  void beLast() {
    areLast = true;
  }

  /// Completes at the first moment from now on when every request is answered.
  Future<Void> answered() {
    isAwaited = true;
    completeIfNone();
    return answered.future();
  }

  private void completeIfNone() {
    if (isAwaited && open.get() == 0) {
      answered.tryComplete();
    }
  }
}
