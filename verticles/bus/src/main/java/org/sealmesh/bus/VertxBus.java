package org.sealmesh.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.sealmesh.bus.wire.RecordCodec;

/// The bus on Vert.x's event bus. One instance per process, shared by all verticles.
///
/// An address that is handled in this process is asked here, and never on another node. What
/// another node sends is looked at before it is believed: a message that its address does not take,
/// or an answer that its question does not name, reaches nobody and is counted.
public final class VertxBus implements Bus {
  private static final int FAILED = 500;
  private static final int FULL = 503;

  private final EventBus eventBus;
  private final Duration askTimeout;
  private final int mailboxMax;
  private final Meter.Counter misfits;
  private final Set<String> here = ConcurrentHashMap.newKeySet();

  /// The sealed types whose messages and answers have codecs. A type may be a member of several.
  private final Set<Class<?>> vocabularies = ConcurrentHashMap.newKeySet();

  private final Set<Class<?>> registered = new HashSet<>();
  private final Map<Class<?>, Class<?>> replyTypes = new ConcurrentHashMap<>();

  /// @param askTimeout how long an asker waits before [Bus.Reason#TIMED_OUT]
  /// @param mailboxMax messages that one handler may have in work or waiting; more are refused, so
  ///   that a slow database shows as [Bus.Reason#MAILBOX_FULL] at once instead of as memory
  public VertxBus(Vertx vertx, Duration askTimeout, int mailboxMax) {
    this(vertx, askTimeout, mailboxMax, Meter.NONE);
  }

  /// @param meter counts what was refused for its type
  public VertxBus(Vertx vertx, Duration askTimeout, int mailboxMax, Meter meter) {
    this.misfits =
        meter.counter("sealmesh_bus_misfits", "Messages and answers of a type nobody asked for");
    this.eventBus = vertx.eventBus();
    this.askTimeout = askTimeout;
    this.mailboxMax = mailboxMax;
  }

  @Override
  public <M> Future<Registration> handle(Address<M> address, Function<M, Future<?>> handler) {
    register(address);
    if (!here.add(address.name())) {
      return Future.failedFuture(new IllegalStateException(address.name() + " is taken"));
    }
    Mailbox<M> mailbox = new Mailbox<>(address.type(), handler);
    MessageConsumer<M> consumer =
        eventBus.consumer(
            new MessageConsumerOptions()
                .setAddress(address.name())
                .setLocalOnly(address.reach() == Address.Reach.PROCESS)
                // Vert.x drops silently beyond its own buffer; ours refuses earlier and says so.
                .setMaxBufferedMessages(mailboxMax * 2));
    consumer.handler(mailbox::receive);
    return consumer
        .completion()
        .map(ready ->
            () -> {
              here.remove(address.name());
              return consumer.unregister();
            });
  }

  @Override
  public <Q> void tell(Address<? super Q> to, Q message) {
    eventBus.send(to.name(), message, options(to, message));
  }

  @Override
  public <R, Q extends Ask<R>> Future<R> ask(Address<? super Q> to, Q message) {
    return eventBus
        .<R>request(to.name(), message, options(to, message))
        .recover(failure -> Future.failedFuture(typed(failure, to.name())))
        .compose(reply -> {
          R answer = reply.body();
          if (replyType(message).isInstance(answer)) {
            return Future.succeededFuture(answer);
          }
          misfits.increment();
          return Future.failedFuture(new HandlerFailed(to.name()));
        });
  }

  private Class<?> replyType(Ask<?> message) {
    return replyTypes.computeIfAbsent(
        message.getClass(), type -> RecordCodec.replyType(type).orElse(Object.class));
  }

  private DeliveryOptions options(Address<?> to, Object message) {
    register(to);
    return new DeliveryOptions()
        .setCodecName(message.getClass().getName())
        .setLocalOnly(to.reach() == Address.Reach.PROCESS || here.contains(to.name()))
        .setSendTimeout(askTimeout.toMillis());
  }

  /// Before the first message to it, or from it: whoever asks an address need not handle it.
  private void register(Address<?> address) {
    if (!vocabularies.contains(address.type())) {
      registerOnce(address);
    }
  }

  private synchronized void registerOnce(Address<?> address) {
    for (Class<?> type : RecordCodec.vocabulary(address)) {
      if (registered.add(type)) {
        eventBus.registerCodec(new RecordCodec<>(type));
      }
    }
    vocabularies.add(address.type());
  }

  private static Throwable typed(Throwable failure, String address) {
    if (!(failure instanceof ReplyException reply)) {
      return failure;
    }
    if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return new Unanswered(Reason.NOBODY_LISTENS, address);
    }
    if (reply.failureType() == ReplyFailure.TIMEOUT) {
      return new Unanswered(Reason.TIMED_OUT, address);
    }
    return reply.failureCode() == FULL
        ? new Unanswered(Reason.MAILBOX_FULL, address)
        : new HandlerFailed(address);
  }

  private final class Mailbox<M> {
    private final Class<M> type;
    private final Function<M, Future<?>> handler;
    private final java.util.concurrent.atomic.AtomicInteger inWork =
        new java.util.concurrent.atomic.AtomicInteger();

    Mailbox(Class<M> type, Function<M, Future<?>> handler) {
      this.type = type;
      this.handler = handler;
    }

    void receive(Message<M> message) {
      Object body = message.body();
      if (!type.isInstance(body)) {
        // Not answered either: the reply address of a stranger may be anybody's.
        misfits.increment();
        return;
      }
      if (inWork.incrementAndGet() > mailboxMax) {
        inWork.decrementAndGet();
        message.fail(FULL, "mailbox full");
        return;
      }
      Future<?> outcome;
      try {
        outcome = handler.apply(type.cast(body));
      } catch (RuntimeException bug) {
        outcome = Future.failedFuture(bug);
      }
      outcome.onComplete(done -> {
        inWork.decrementAndGet();
        answer(message, done);
      });
    }

    private void answer(Message<M> message, io.vertx.core.AsyncResult<?> done) {
      if (message.replyAddress() == null) {
        return;
      }
      if (done.cause() instanceof Overloaded) {
        message.fail(FULL, "no room");
        return;
      }
      Object reply = done.result();
      if (reply == null) {
        message.fail(FAILED, "failed");
        return;
      }
      message.reply(reply, new DeliveryOptions().setCodecName(reply.getClass().getName()));
    }
  }
}
