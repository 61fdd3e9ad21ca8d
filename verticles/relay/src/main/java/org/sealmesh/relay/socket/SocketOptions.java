package org.sealmesh.relay.socket;

import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;
import org.sealmesh.mesh.Limits;

/// What an HTTP server needs so that a [SocketEndpoint] can be mounted on it.
public final class SocketOptions {
  /// What Vert.x's server calls "any": the endpoint itself chooses, see there.
  private static final String ANY_SUBPROTOCOL = "*";

  /// How long bytes may lie unacknowledged before the system gives a connection up: two heartbeats.
  /// Without it, a peer that vanished would hold its socket for a quarter of an hour.
  private static final Duration UNACKNOWLEDGED_MAX = Duration.ofSeconds(60);

  /// How long a browser has to answer a close frame that has reached it.
  private static final Duration CLOSING_MAX = Duration.ofSeconds(5);

  /// Vert.x cuts a connection beyond this, and with it the close frame may be lost. What is only
  /// somewhat too large is read and closed in order, with a code the browser surely sees.
  private static final int TRANSPORT_BYTES_MAX = 2 * Limits.FRAME_BYTES_MAX;

  public static HttpServerOptions apply(HttpServerOptions options) {
    return options
        .setWebSocketSubProtocols(List.of(ANY_SUBPROTOCOL))
        // Ciphertext does not compress, and a deflater costs 200 KiB per socket.
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setMaxWebSocketFrameSize(TRANSPORT_BYTES_MAX)
        .setMaxWebSocketMessageSize(TRANSPORT_BYTES_MAX)
        .setRegisterWebSocketWriteHandlers(false)
        .setWebSocketClosingTimeout((int) CLOSING_MAX.toSeconds())
        // WebSockets are upgrades of HTTP/1.1; and where each poll of SockJS is a stream, its end
        // would look like a lost connection.
        .setUseAlpn(false)
        .setHttp2ClearTextEnabled(false)
        .setTcpNoDelay(true)
        .setTcpUserTimeout((int) UNACKNOWLEDGED_MAX.toMillis());
  }

  private SocketOptions() {}
}
