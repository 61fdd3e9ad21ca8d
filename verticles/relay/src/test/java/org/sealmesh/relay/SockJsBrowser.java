package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.SignedToken;

/// A browser that speaks SockJS by requests of its own, one transport alone. It listens again
/// whenever an answer ends, until it is told that the session is closed.
final class SockJsBrowser {
  private static final int NO_CONTENT = 204;

  private final TestNode node;
  private final HttpClient client;
  private final Way way;
  private final String session;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final List<ServerFrame> unread = new ArrayList<>();
  private volatile boolean isClosed;
  private volatile boolean isPaused;

  /// Held, since a client that nobody holds is closed by the garbage collector.
  private WebSocketClient sockets;

  private WebSocket socket;

  /// @param session its name, 22 characters or more
  SockJsBrowser(TestNode node, Way way, String session) {
    this.node = node;
    this.way = way;
    this.session = session;
    client =
        node.vertx.createHttpClient(
            new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(node.port()));
    if (way == Way.WEBSOCKET) {
      connect();
    } else {
      listen();
    }
  }

  private void connect() {
    WebSocketClientOptions options =
        new WebSocketClientOptions().setMaxFrameSize(256 * 1024).setMaxMessageSize(256 * 1024);
    sockets = node.vertx.createWebSocketClient(options);
    ClientWebSocket opening = sockets.webSocket();
    hear(opening);
    socket = TestNode.await(opening.connect(node.port(), "127.0.0.1", path("websocket")));
  }

  private void hear(WebSocket opened) {
    opened.textMessageHandler(heard::add);
    opened.closeHandler(
        gone -> heard.add("c[" + opened.closeStatusCode() + ",\"" + opened.closeReason() + "\"]"));
  }

  /// One answer after the other.
  private void listen() {
    client
        .request(new RequestOptions().setMethod(way.method).setURI(path(way.path)))
        // Here, on the event loop: from another thread it might be said after the answer has begun.
        .compose(request -> request.send().onSuccess(this::onAnswer))
        .onFailure(failure -> heard.add("failed: " + failure));
  }

  private void onAnswer(HttpClientResponse answer) {
    if (answer.statusCode() != 200 || answer.headers().contains("Set-Cookie")) {
      heard.add("answered " + answer.statusCode() + " " + answer.headers());
      return;
    }
    StringBuilder begun = new StringBuilder();
    answer.handler(part -> {
      begun.append(part.toString(StandardCharsets.US_ASCII));
      for (int end = begun.indexOf(way.after); end >= 0; end = begun.indexOf(way.after)) {
        onFrame(begun.substring(0, end));
        begun.delete(0, end + way.after.length());
      }
    });
    answer.exceptionHandler(failure -> heard.add("lost"));
    answer.endHandler(end -> {
      if (!isClosed && !isPaused) {
        listen();
      }
    });
  }

  private void onFrame(String line) {
    String frame = line.strip();
    if (frame.startsWith("data: ")) {
      frame = frame.substring("data: ".length());
    }
    isClosed |= frame.startsWith("c");
    // Preludes and heartbeats are passed over.
    if (!frame.isEmpty() && !frame.startsWith("h")) {
      heard.add(frame);
    }
  }

  /// Lets the answer that it waits for be the last one.
  void pause() {
    isPaused = true;
  }

  void resume() {
    isPaused = false;
    listen();
  }

  String path(String end) {
    return "/sockjs/000/" + session + "/" + end;
  }

  void hello(SignedToken ticket) {
    say(new ClientFrame.Hello(ticket));
  }

  void say(ClientFrame... frames) {
    String[] texts =
        Stream.of(frames)
            .map(frame -> new String(FrameFormat.JSON.write(frame), StandardCharsets.UTF_8))
            .toArray(String[]::new);
    say(Buffer.buffer(Wire.json().write(texts)).toString());
  }

  /// A whole SockJS message.
  void say(String message) {
    if (way == Way.WEBSOCKET) {
      TestNode.await(socket.writeTextMessage(message));
    } else {
      assertThat(send(message)).isEqualTo(NO_CONTENT);
    }
  }

  /// Says it by a request; its status.
  int send(String message) {
    HttpClientResponse answer =
        TestNode.await(
            client
                .request(HttpMethod.POST, path("xhr_send"))
                .compose(request -> request.send(message)));
    assertThat(answer.headers().contains("Set-Cookie")).isFalse();
    return answer.statusCode();
  }

  /// The next thing SockJS says, as it is spelled.
  String nextRaw() {
    try {
      String next = heard.poll(TestNode.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(next).as("something within " + TestNode.PATIENCE).isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  ServerFrame next() {
    while (unread.isEmpty()) {
      String raw = nextRaw();
      assertThat(raw).startsWith("a");
      try {
        for (JsonNode text : Wire.json().mapper().readTree(raw.substring(1))) {
          byte[] frame = text.textValue().getBytes(StandardCharsets.UTF_8);
          unread.add(FrameFormat.JSON.read(frame, ServerFrame.class));
        }
      } catch (IOException | Wire.Malformed e) {
        throw new AssertionError(raw, e);
      }
    }
    return unread.removeFirst();
  }

  <T extends ServerFrame> T expect(Class<T> type) {
    ServerFrame next = next();
    assertThat(next).isInstanceOf(type);
    return type.cast(next);
  }

  void expectClosed(CloseCode code) {
    assertThat(nextRaw()).isEqualTo("c[" + code.code() + ",\"" + code.reason() + "\"]");
  }

  /// Hears whatever comes, up to the close.
  String untilClosed() {
    String next = nextRaw();
    while (!next.startsWith("c")) {
      next = nextRaw();
    }
    return next;
  }

  /// Breaks every connection, without a word.
  void vanish() {
    isClosed = true;
    TestNode.await(client.close());
    if (socket != null) {
      TestNode.await(socket.close());
    }
  }

  /// The transports, and how each tells frames apart.
  enum Way {
    WEBSOCKET("websocket", HttpMethod.GET, ""),
    XHR("xhr", HttpMethod.POST, "\n"),
    XHR_STREAMING("xhr_streaming", HttpMethod.POST, "\n"),
    EVENTSOURCE("eventsource", HttpMethod.GET, "\r\n\r\n");

    private final String path;
    private final HttpMethod method;
    private final String after;

    Way(String path, HttpMethod method, String after) {
      this.path = path;
      this.method = method;
      this.after = after;
    }
  }
}
