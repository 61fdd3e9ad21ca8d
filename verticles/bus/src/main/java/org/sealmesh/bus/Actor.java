package org.sealmesh.bus;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A verticle with one address: lifecycle around one exhaustive `switch` over its sealed message
/// type.
///
/// Messages are handled on the verticle's own context, one at a time; a handler that returns an
/// unfinished future lets the next message in. On a virtual-thread context a handler may `await`,
/// and others run meanwhile.
public abstract class Actor<M> extends VerticleBase {
  private final Logger log = LoggerFactory.getLogger(getClass());
  private final Bus bus;
  private final Address<M> address;
  private Bus.@Nullable Registration registration;

  protected Actor(Bus bus, Address<M> address) {
    this.bus = bus;
    this.address = address;
  }

  /// Prepares what the handler needs. Messages arrive only after this has completed.
  protected abstract Future<?> prepare();

  /// Handles one message. The future's value answers an [Ask]; for other messages it is ignored.
  ///
  /// Expected outcomes are values. An exception or a failed future means a bug or an outage: it is
  /// logged by class and stack, never with the message's content, and the asker sees
  /// [Bus.HandlerFailed]. [Bus.Overloaded] and [Bus.Refused] are not logged.
  protected abstract Future<?> onMessage(M message);

  /// Gives back what [#prepare] took. Messages no longer arrive by then.
  protected Future<?> release() {
    return Future.succeededFuture();
  }

  protected final Bus bus() {
    return bus;
  }

  @Override
  public final Future<?> start() {
    return prepare()
        .compose(ready ->
            bus.handle(address, this::dispatch)
                .onSuccess(registered -> registration = registered)
                .recover(taken -> release().transform(released -> Future.failedFuture(taken))));
  }

  @Override
  public final Future<?> stop() {
    // Nobody reaches a role that is giving back what it needs.
    Future<?> silent = registration == null ? Future.succeededFuture() : registration.unregister();
    return silent.eventually(this::release);
  }

  private Future<?> dispatch(M message) {
    io.vertx.core.Promise<Object> done = io.vertx.core.Promise.promise();
    // A task of its own per message: otherwise an await would hold back all later ones.
    context.runOnContext(turn -> {
      try {
        onMessage(message).onComplete(r -> finish(done, message, r));
      } catch (RuntimeException bug) {
        finish(done, message, Future.failedFuture(bug));
      }
    });
    return done.future();
  }

  private void finish(
      io.vertx.core.Promise<Object> done, M message, io.vertx.core.AsyncResult<?> outcome) {
    if (outcome.cause() instanceof Bus.Overloaded || outcome.cause() instanceof Bus.Refused) {
      done.fail(outcome.cause());
    } else if (outcome.failed()) {
      log.error("{} failed", message.getClass().getSimpleName(), outcome.cause());
      done.fail(outcome.cause());
    } else {
      done.complete(outcome.result());
    }
  }
}
