package org.sealmesh.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.sealmesh.bus.Clock;

/// Reads a request's body: no more of it than may be, and not for ever.
final class BodyReader {
  private static final int DISCARDED_BYTES_MAX = 1 << 20;

  private final Clock clock;
  private final Duration timeout;

  BodyReader(Clock clock, Duration timeout) {
    this.clock = clock;
    this.timeout = timeout;
  }

  /// Whether the request announces a body, of whatever length.
  static boolean announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
        || length != null && !length.equals("0");
  }

  /// @param request paused until now
  /// @return fails with [Refused] if there are more bytes, or if they come too slowly or not at all
  Future<byte[]> read(HttpServerRequest request, int bytesMax) {
    if (announcesMoreThan(request, bytesMax)) {
      return Future.failedFuture(new Refused(Problems.of(ProblemType.TOO_LARGE)));
    }
    Promise<byte[]> body = Promise.promise();
    Buffer soFar = Buffer.buffer();
    Refused notThere = new Refused(Problems.badRequest("body"));
    Clock.Timer patience = clock.after(timeout, () -> body.tryFail(notThere));
    // Whoever has gone in the middle is no fault of ours, and hears nothing of it.
    request.exceptionHandler(gone -> body.tryFail(notThere));
    request.handler(chunk -> {
      if (soFar.length() + chunk.length() > bytesMax) {
        request.pause();
        body.tryFail(new Refused(Problems.of(ProblemType.TOO_LARGE)));
      } else {
        soFar.appendBuffer(chunk);
      }
    });
    request.endHandler(end -> body.tryComplete(soFar.getBytes()));
    request.resume();
    return body.future().onComplete(done -> patience.cancel());
  }

  /// Throws away what still comes, and closes the connection at its end or when it is too much.
  static void discard(HttpServerRequest request) {
    AtomicLong bytes = new AtomicLong();
    request.exceptionHandler(broken -> {});
    request.endHandler(end -> request.connection().close());
    request.handler(chunk -> {
      if (bytes.addAndGet(chunk.length()) > DISCARDED_BYTES_MAX) {
        request.connection().close();
      }
    });
  }

  /// HTTP's own reader lets nothing but digits through; more of them than fit a number are too
  /// many.
  private static boolean announcesMoreThan(HttpServerRequest request, int bytesMax) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return false;
    }
    try {
      return Long.parseLong(length.strip()) > bytesMax;
    } catch (NumberFormatException beyondAnyNumber) {
      return true;
    }
  }
}
