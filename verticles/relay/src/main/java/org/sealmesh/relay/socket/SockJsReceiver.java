package org.sealmesh.relay.socket;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.function.Supplier;

/// One HTTP answer through which a SockJS session is heard.
///
/// It is made and written on the event loop of its connection, which need not be the session's:
/// everything but [#begin] may be called from the session's.
final class SockJsReceiver {
  /// Some engines give a page nothing of an answer before they have seen so much of it.
  private static final Buffer STREAM_PRELUDE = Buffer.buffer("h".repeat(2048) + "\n");

  private static final Buffer EVENTS_PRELUDE = Buffer.buffer("\r\n");

  private final Kind kind;
  private final HttpServerResponse response;
  private final Context home;
  private long sentBytes;

  SockJsReceiver(Kind kind, HttpServerResponse response) {
    this.kind = kind;
    this.response = response;
    this.home = Vertx.currentContext();
  }

  /// Starts the answer.
  ///
  /// @param onLost runs if the connection ends before the answer does, on any event loop
  void begin(Runnable onLost) {
    response.closeHandler(gone -> onLost.run());
    response.exceptionHandler(failure -> onLost.run());
    response.putHeader(HttpHeaders.CONTENT_TYPE, kind.contentType);
    switch (kind) {
      case POLL -> {}
      case STREAM -> response.setChunked(true).write(STREAM_PRELUDE);
      case EVENTS -> response.setChunked(true).write(EVENTS_PRELUDE);
    }
  }

  /// Whether nothing may follow this many bytes.
  boolean isFullWith(long bytes, int streamBytesMax) {
    return switch (kind) {
      case POLL -> true;
      case STREAM, EVENTS -> sentBytes + bytes >= streamBytesMax;
    };
  }

  /// Writes frames; completes when the network has taken them.
  Future<Void> send(List<byte[]> frames) {
    Buffer all = spelled(frames);
    return atHome(() -> response.write(all));
  }

  /// Writes frames and ends the answer.
  Future<Void> end(List<byte[]> frames) {
    Buffer all = spelled(frames);
    return atHome(() -> response.end(all));
  }

  /// Cuts the connection.
  void cut() {
    home.runOnContext(turn -> response.reset());
  }

  private Buffer spelled(List<byte[]> frames) {
    Buffer all = Buffer.buffer();
    for (byte[] frame : frames) {
      sentBytes += frame.length;
      all.appendString(kind.before).appendBytes(frame).appendString(kind.after);
    }
    return all;
  }

  private Future<Void> atHome(Supplier<Future<Void>> write) {
    Promise<Void> done = Promise.promise();
    home.runOnContext(turn -> {
      if (response.closed() || response.ended()) {
        done.fail("the connection is gone");
      } else {
        write.get().onComplete(done);
      }
    });
    return done.future();
  }

  /// How frames are told apart in the answer. None of the types is script.
  enum Kind {
    POLL("text/plain; charset=UTF-8", "", "\n"),
    STREAM("text/plain; charset=UTF-8", "", "\n"),
    EVENTS("text/event-stream; charset=UTF-8", "data: ", "\r\n\r\n");

    private final String contentType;
    private final String before;
    private final String after;

    Kind(String contentType, String before, String after) {
      this.contentType = contentType;
      this.before = before;
      this.after = after;
    }
  }
}
