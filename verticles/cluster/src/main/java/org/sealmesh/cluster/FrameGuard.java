package org.sealmesh.cluster;

import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import org.jspecify.annotations.Nullable;

/// Admits to the event bus, in both directions, what our own codecs make: records, and the failures
/// that answer a request. Whatever else a member sends is dropped before a handler sees it,
/// counted, and never answered.
///
/// The reason for the outbound side: a frame with this process as its sender and a private address
/// to reply to would make our own answer arrive there as if one of us had sent it.
final class FrameGuard {
  /// Where Vert.x expects the answer to a request. What follows cannot be guessed.
  private static final String REPLIES = "__vertx.reply.";

  private final ClusterMetrics metrics;
  private volatile boolean shut;

  FrameGuard(ClusterMetrics metrics) {
    this.metrics = metrics;
  }

  /// Before any handler is registered.
  void install(EventBus bus) {
    bus.<Object>addInboundInterceptor(this::onInbound);
    bus.<Object>addOutboundInterceptor(this::onOutbound);
  }

  /// Admits nothing any more, in either direction.
  void shut() {
    shut = true;
  }

  private void onInbound(DeliveryContext<Object> delivery) {
    Message<Object> message = delivery.message();
    Object body;
    try {
      body = message.body();
    } catch (RuntimeException undecodable) {
      // The bytes are a stranger's: not worth a line in the log for each frame.
      metrics.malformed.increment();
      return;
    }
    pass(delivery, message, body);
  }

  private void onOutbound(DeliveryContext<Object> delivery) {
    pass(delivery, delivery.message(), delivery.body());
  }

  private void pass(
      DeliveryContext<Object> delivery, Message<Object> message, @Nullable Object body) {
    if (shut) {
      return;
    }
    String reply = message.replyAddress();
    if (reply != null && !reply.startsWith(REPLIES)) {
      metrics.misdirected.increment();
    } else if (isOurs(message.address(), body)) {
      delivery.next();
    } else {
      metrics.foreign.increment();
    }
  }

  /// No codec but ours makes a record or an enum, once serialized bodies are refused.
  private static boolean isOurs(String address, @Nullable Object body) {
    return body instanceof Record
        || body instanceof Enum<?>
        || body instanceof ReplyException && address.startsWith(REPLIES);
  }
}
