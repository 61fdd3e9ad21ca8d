package org.sealmesh.bus;

import io.vertx.core.Future;
import java.util.function.Function;

/// Carries typed messages between verticles.
///
/// Delivery is at most once. Messages from one sender to one address arrive in the order sent;
/// nothing is promised across senders. There is no back-pressure between processes, so whatever
/// matters is asked, not told, and a handler of an `Ask` must be idempotent: after a time-out the
/// asker cannot know whether it was handled.
public interface Bus {
  /// Registers the one handler of `address` in this process.
  ///
  /// The handler's future is the answer to an [Ask] and is ignored for other messages. It completes
  /// exceptionally for bugs and outages only; expected outcomes are values of the reply type.
  ///
  /// @return completes once messages sent to the address reach the handler; fails if the address is
  ///   taken in this process
  <M> Future<Registration> handle(Address<M> address, Function<M, Future<?>> handler);

  /// Sends and forgets. The message is lost without notice if nobody listens.
  <Q> void tell(Address<? super Q> to, Q message);

  /// Sends and waits for the answer.
  ///
  /// Fails with [Unanswered] if nobody listens, the time is up, or the mailbox there is full, and
  /// with [HandlerFailed] if the handler failed or [Refused]. After a time-out the message may
  /// still have been handled.
  <R, Q extends Ask<R>> Future<R> ask(Address<? super Q> to, Q message);

  /// Takes the handler away again.
  interface Registration {
    Future<Void> unregister();
  }

  /// No answer came. Whether the message was handled is unknown, except for [Reason#NOBODY_LISTENS]
  /// and [Reason#MAILBOX_FULL]: then it was not.
  final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Reason reason;

    public Unanswered(Reason reason, String address) {
      super(reason + " at " + address, null, false, false);
      this.reason = reason;
    }

    public Reason reason() {
      return reason;
    }
  }

  /// Why no answer came.
  enum Reason {
    NOBODY_LISTENS,
    MAILBOX_FULL,
    TIMED_OUT
  }

  /// What a handler fails with when it has no room for the request: the asker sees
  /// [Reason#MAILBOX_FULL], as if the mailbox itself had been full. Nothing was done, and nothing
  /// is logged.
  final class Overloaded extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Overloaded() {
      super("no room for the request", null, false, false);
    }
  }

  /// What a handler fails with when it will not do what it was asked, by its rules: the asker sees
  /// [HandlerFailed]. Nothing is logged, so that nobody fills a log by asking; the handler counts
  /// it.
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Refused() {
      super("refused", null, false, false);
    }
  }

  /// The handler at the other end threw or failed: a bug or an outage there, which its own log
  /// explains. The message says no more than the address, so that nothing private travels in error
  /// texts.
  final class HandlerFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HandlerFailed(String address) {
      super("the handler failed at " + address, null, false, false);
    }
  }
}
