package org.sealmesh.relay.socket;

import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.stream.Stream;

/// What may stand at the end of a SockJS path, and by which method it is asked for.
///
/// There is no jsonp, no htmlfile and no iframe: each would have a browser run a relay's answer as
/// script, or show it as a page.
enum SockJsTransport {
  /// A WebSocket with SockJS's framing inside.
  WEBSOCKET("websocket", HttpMethod.GET),
  /// One answer per frame, or per handful of frames that have waited.
  XHR("xhr", HttpMethod.POST),
  /// One long answer, frame after frame.
  XHR_STREAMING("xhr_streaming", HttpMethod.POST),
  /// One long answer of server-sent events.
  EVENTSOURCE("eventsource", HttpMethod.GET),
  /// What a browser says to a session whose answers it hears by one of the three before.
  XHR_SEND("xhr_send", HttpMethod.POST);

  private final String path;
  private final HttpMethod method;

  SockJsTransport(String path, HttpMethod method) {
    this.path = path;
    this.method = method;
  }

  static Optional<SockJsTransport> named(String path) {
    return Stream.of(values()).filter(transport -> transport.path.equals(path)).findFirst();
  }

  HttpMethod method() {
    return method;
  }
}
