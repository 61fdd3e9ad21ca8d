package org.sealmesh.outbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.Ask;
import org.sealmesh.bus.Bus;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.relay.router.state.SimulatedNetwork;

/// The bus of one simulated process, for its outbox: persistence and crypto answer after a moment,
/// and in a storm one of sixty questions and one of sixty answers gets lost. When the process is
/// dead, nothing it has asked is answered; what is on its way to the database or to a relay still
/// arrives there.
final class SimulatedBus implements Bus {
  private static final long PATIENCE_MS = 1_500;

  private final SimulatedNetwork network;
  private final Far far;
  private final Random random;
  private boolean isStopped;

  /// What the process can ask.
  interface Far {
    Future<?> persistence(PersistenceMessage message);

    Future<?> crypto(CryptoMessage message);

    /// @return who has not acknowledged; may never complete
    Future<Set<NodeId>> router(RouterMessage.FanOut fanOut);
  }

  SimulatedBus(SimulatedNetwork network, Random random, Far far) {
    this.network = network;
    this.random = random;
    this.far = far;
  }

  void stop() {
    isStopped = true;
  }

  @Override
  public <M> Future<Registration> handle(Address<M> address, Function<M, Future<?>> handler) {
    return Future.failedFuture(new IllegalStateException("an outbox handles nothing here"));
  }

  @Override
  public <Q> void tell(Address<? super Q> to, Q message) {
    throw new IllegalStateException("an outbox tells nobody anything");
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R, Q extends Ask<R>> Future<R> ask(Address<? super Q> to, Q message) {
    Promise<Object> answer = Promise.promise();
    switch ((Object) message) {
      case PersistenceMessage asked -> nearby(() -> far.persistence(asked), answer);
      case CryptoMessage asked -> nearby(() -> far.crypto(asked), answer);
      case RouterMessage.FanOut asked -> {
        Future<?> fannedOut = far.router(asked).map(RouterMessage.FannedOut::new);
        fannedOut.onComplete(done -> complete(answer, fannedOut));
      }
      default -> answer.fail(new IllegalStateException("an outbox asks no " + message.getClass()));
    }
    network.after(
        PATIENCE_MS,
        () -> {
          if (!answer.future().isComplete() && !isStopped) {
            answer.fail(new Unanswered(Reason.TIMED_OUT, to.name()));
          }
        });
    return (Future<R>) answer.future();
  }

  private void nearby(Supplier<Future<?>> handler, Promise<Object> answer) {
    if (isLost()) {
      return;
    }
    network.after(
        random.nextInt(3),
        () -> {
          Future<?> done = handler.get();
          if (!isLost()) {
            network.after(random.nextInt(3), () -> complete(answer, done));
          }
        });
  }

  private void complete(Promise<Object> answer, Future<?> done) {
    if (isStopped) {
      return;
    }
    if (done.succeeded()) {
      answer.tryComplete(done.result());
    } else {
      answer.tryFail(done.cause());
    }
  }

  private boolean isLost() {
    return network.isStormy() && network.oneIn(60);
  }
}
