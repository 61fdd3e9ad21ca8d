package org.sealmesh.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.gateway.signin.RandomBytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes answers, and decides what a failure becomes.
///
/// A log entry about a failure has a random name, which the browser gets too, the route as the
/// contract writes it, and the failure's class: no ids, no addresses, no content.
final class Answers {
  private static final int INSTANCE_BYTES = 9;
  private static final int UNAUTHORIZED = 401;

  private final Logger log = LoggerFactory.getLogger(Answers.class);
  private final RandomBytes random;

  Answers(RandomBytes random) {
    this.random = random;
  }

  void fail(RoutingContext context, Throwable failure) {
    send(context, refusal(context, failure));
  }

  private Answer refusal(RoutingContext context, Throwable failure) {
    if (failure instanceof Refused refused) {
      return refused.answer();
    }
    if (Problems.isOutage(failure)) {
      return Problems.unavailable();
    }
    String instance = random.text(INSTANCE_BYTES);
    Route route = context.currentRoute();
    String template = route == null || route.getPath() == null ? "no route" : route.getPath();
    log.error("{} at {}: {}", instance, template, failure.getClass().getName());
    return Problems.internal(instance);
  }

  void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    switch (answer) {
      case Answer.Content content -> {
        content.headers().forEach(response::putHeader);
        write(context, content.status(), "application/json", content.body());
      }
      case Answer.Empty empty -> {
        response.setStatusCode(empty.status());
        finish(context, Buffer.buffer());
      }
      case Answer.Download download -> sendFile(context, download);
      case Answer.Refusal refusal -> {
        if (refusal.retryAfter() != null) {
          // Whole seconds, rounded up: a zero would invite the next request at once.
          long seconds = refusal.retryAfter().plusMillis(999).toSeconds();
          response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
        }
        write(context, refusal.problem().status(), "application/problem+json", refusal.problem());
      }
    }
  }

  /// Streamed from the disk. Whoever breaks off gets no more; a browser that has the length
  /// notices.
  private void sendFile(RoutingContext context, Answer.Download download) {
    context
        .response()
        .setStatusCode(200)
        .putHeader(HttpHeaders.CONTENT_TYPE, download.type())
        .putHeader(
            HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + download.name() + "\"")
        .sendFile(download.file().toString())
        .onFailure(broken -> {
          if (!context.response().headWritten()) {
            fail(context, broken);
          }
        });
    context.request().resume();
  }

  private static void write(RoutingContext context, int status, String type, Record body) {
    context.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type);
    finish(context, bytes(body));
  }

  static Buffer bytes(Record body) {
    return Buffer.buffer(Wire.json().write(body));
  }

  /// A refused body may still be on its way. It is read on for a while, so that the sender gets to
  /// hear why, but not for as long as it likes.
  private static void finish(RoutingContext context, Buffer body) {
    HttpServerRequest request = context.request();
    boolean unread = !request.isEnded() && BodyReader.announced(request);
    if (unread) {
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      BodyReader.discard(request);
    }
    context.response().end(body);
    request.resume();
  }
}
