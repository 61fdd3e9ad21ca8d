package org.sealmesh.signaling.janus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealmesh.bus.Clock;
import org.sealmesh.signaling.media.MediaConfig;
import org.sealmesh.signaling.media.MediaMetrics;

/// One WebSocket to a Janus, and what was asked by it and is not answered yet: bounded, and each
/// with a time-out.
final class JanusLink {
  private final WebSocket socket;
  private final Owner owner;
  private final MediaConfig config;
  private final Clock clock;
  private final MediaMetrics metrics;
  // All wait equally long, so the oldest is the first to be over.
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private long asked;

  /// Whom a link belongs to.
  interface Owner {
    /// Said unasked.
    void onEvent(JsonObject event);

    void onClosed(JanusLink link);
  }

  private record Waiting(Promise<JsonObject> answer, Until until, long deadlineNs) {}

  /// What counts as an answer.
  enum Until {
    HEARD,
    DONE
  }

  JanusLink(WebSocket socket, Owner owner, MediaConfig config, Clock clock, MediaMetrics metrics) {
    this.socket = socket;
    this.owner = owner;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    socket.textMessageHandler(this::onText);
    // It fails before it closes, and what matters is that it is gone.
    socket.exceptionHandler(failure -> {});
    socket.closeHandler(closed -> {
      failAll();
      owner.onClosed(this);
    });
  }

  /// Fails with [JanusFailure].
  Future<JsonObject> ask(JsonObject request, Until until) {
    if (waiting.size() >= config.outstandingMax() || socket.isClosed()) {
      return Future.failedFuture(new JanusFailure(JanusFailure.UNANSWERED));
    }
    String transaction = Long.toString(++asked);
    Promise<JsonObject> answer = Promise.promise();
    waiting.put(
        transaction,
        new Waiting(answer, until, clock.nanoTime() + config.answerWithin().toNanos()));
    // A write that fails is followed by a close, which fails what waits.
    socket.writeTextMessage(request.put("transaction", transaction).encode());
    return answer.future();
  }

  private void onText(String text) {
    JsonObject message;
    try {
      message = new JsonObject(text);
    } catch (DecodeException malformed) {
      metrics.malformed.increment();
      return;
    }
    try {
      onMessage(message);
    } catch (ClassCastException misfit) {
      // A member has another type than it ever had; what it was part of is worth nothing.
      metrics.malformed.increment();
    }
  }

  private void onMessage(JsonObject message) {
    String transaction = message.getString("transaction");
    if (transaction == null) {
      owner.onEvent(message);
      return;
    }
    Waiting asked = waiting.get(transaction);
    boolean isOnlyHeard = "ack".equals(message.getString("janus"));
    if (asked == null || isOnlyHeard && asked.until == Until.DONE) {
      return;
    }
    waiting.remove(transaction);
    int code = code(message);
    if (code == 0) {
      asked.answer.complete(message);
    } else {
      asked.answer.fail(new JanusFailure(code));
    }
  }

  /// Of the core or of the plugin; 0 if it is no error.
  private static int code(JsonObject message) {
    JsonObject error = message.getJsonObject("error");
    if (error != null) {
      return error.getInteger("code", -1);
    }
    return VideoRoom.data(message).getInteger("error_code", 0);
  }

  /// Fails what has waited for too long.
  void onTick() {
    long nowNs = clock.nanoTime();
    List<Waiting> late = new ArrayList<>();
    Iterator<Waiting> oldest = waiting.values().iterator();
    while (oldest.hasNext()) {
      Waiting next = oldest.next();
      if (next.deadlineNs > nowNs) {
        break;
      }
      late.add(next);
      oldest.remove();
    }
    metrics.unanswered.add(late.size());
    late.forEach(next -> next.answer.fail(new JanusFailure(JanusFailure.UNANSWERED)));
  }

  private void failAll() {
    List<Waiting> all = List.copyOf(waiting.values());
    waiting.clear();
    all.forEach(next -> next.answer.fail(new JanusFailure(JanusFailure.UNANSWERED)));
  }

  void close() {
    socket.close();
  }
}
