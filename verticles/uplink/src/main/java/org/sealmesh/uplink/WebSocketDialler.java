package org.sealmesh.uplink;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.uplink.FrameSocket;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.mesh.uplink.WebSocketFrames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Dials over WSS: TLS 1.3, with the origin's certificate, and only to a relay whose own one the
/// site's authority signed for the host that is dialled.
final class WebSocketDialler implements Dialler {
  /// Old connections that are ending stand beside the new ones.
  private static final int CONNECTIONS_MAX = 32;

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketDialler.class);

  private final WebSocketClient client;
  private final UplinkConfig config;
  private final UplinkMetrics metrics;
  private final Set<RelayAddress> unreachable = new HashSet<>();

  WebSocketDialler(Vertx vertx, UplinkConfig config, UplinkMetrics metrics) {
    this.config = config;
    this.metrics = metrics;
    this.client =
        vertx.createWebSocketClient(
            config
                .tls()
                // The state notices silence first, and says so; this cuts what does not end.
                .client(new WebSocketClientOptions(), config.silenceMax().multipliedBy(2))
                .setConnectTimeout((int) config.dialWithin().toMillis())
                .setMaxConnections(CONNECTIONS_MAX));
  }

  @Override
  public Connection dial(RelayAddress relay, FrameSocket.Receiver receiver) {
    ClientWebSocket socket = client.webSocket();
    Dialled dialled = new Dialled(relay, WebSocketFrames.of(socket), receiver);
    // Set before the far end can say anything.
    dialled.frames.receive(receiver);
    socket
        .connect(
            new WebSocketConnectOptions()
                .setHost(relay.host())
                .setPort(relay.port())
                .setURI(UplinkTls.PATH)
                .setSubProtocols(List.of(UplinkTls.SUBPROTOCOL))
                .setTimeout(config.dialWithin().toMillis()))
        .onComplete(dialled::onDialled);
    return dialled;
  }

  private final class Dialled implements Connection {
    private final RelayAddress relay;
    private final WebSocketFrames frames;
    private final FrameSocket.Receiver receiver;
    private boolean isThere;
    private boolean isClosed;

    Dialled(RelayAddress relay, WebSocketFrames frames, FrameSocket.Receiver receiver) {
      this.relay = relay;
      this.frames = frames;
      this.receiver = receiver;
    }

    private void onDialled(AsyncResult<WebSocket> outcome) {
      if (outcome.failed()) {
        onFailure(outcome.cause());
        receiver.onClosed();
        return;
      }
      isThere = true;
      unreachable.remove(relay);
      if (isClosed) {
        frames.close();
      }
    }

    private void onFailure(Throwable cause) {
      metrics.dialFailures.increment();
      // Once, and not at every try: a relay may be away for days.
      if (unreachable.add(relay)) {
        String kind = cause.getClass().getSimpleName();
        LOG.warn("a relay of mesh {} cannot be reached: {}", relay.mesh(), kind);
      }
    }

    @Override
    public Fresh binding() {
      return frames.binding().value();
    }

    @Override
    public void write(byte[] frame) {
      frames.write(frame);
    }

    @Override
    public void close() {
      isClosed = true;
      if (isThere) {
        frames.close();
      }
    }
  }
}
