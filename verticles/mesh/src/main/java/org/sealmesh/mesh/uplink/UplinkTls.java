package org.sealmesh.mesh.uplink;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.mesh.Limits;

/// How each end of an uplink proves who it is: by a certificate of the site's own authority, which
/// signs for nothing else. Files in PEM.
///
/// @param certificate of this end, followed by those between it and the authority; a relay's names
///   the host that origins dial
/// @param key the certificate's private key, PKCS #8, readable by this process alone
/// @param authority the certificate of the authority; whoever has none of it is refused
public record UplinkTls(Path certificate, Path key, Path authority) {
  /// The one subprotocol of an uplink, so that a browser's socket and an uplink cannot be mistaken
  /// for each other.
  public static final String SUBPROTOCOL = "sealmesh.uplink.v1";

  /// The one path.
  public static final String PATH = "/uplink";

  static final String PROTOCOL = "TLSv1.3";

  /// Enough for a handshake over a bad line; a dialler that says nothing holds a descriptor so
  /// long.
  private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(10);

  /// What a server that listens for uplinks needs.
  ///
  /// @param unreadMax after which a connection on which nothing is read is cut, also one that we
  ///   have stopped reading
  public HttpServerOptions server(HttpServerOptions options, Duration unreadMax) {
    checkFiles();
    options
        .setSsl(true)
        .setKeyCertOptions(identity())
        .setTrustOptions(trust())
        .setEnabledSecureTransportProtocols(Set.of(PROTOCOL))
        .setSslHandshakeTimeout(HANDSHAKE_MAX.toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setReadIdleTimeout((int) unreadMax.toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setTcpNoDelay(true);
    return options
        .setClientAuth(ClientAuth.REQUIRED)
        .setUseAlpn(false)
        .addWebSocketSubProtocol(SUBPROTOCOL)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setMaxWebSocketFrameSize(Limits.FRAME_BYTES_MAX)
        .setMaxWebSocketMessageSize(Limits.FRAME_BYTES_MAX)
        .setRegisterWebSocketWriteHandlers(false)
        .setWebSocketClosingTimeout(1);
  }

  /// What a client that dials uplinks needs. The far end's certificate must name the host dialled.
  ///
  /// @param unreadMax as for the server
  public WebSocketClientOptions client(WebSocketClientOptions options, Duration unreadMax) {
    checkFiles();
    return options
        .setSsl(true)
        .setKeyCertOptions(identity())
        .setTrustOptions(trust())
        .setTrustAll(false)
        .setVerifyHost(true)
        .setEnabledSecureTransportProtocols(Set.of(PROTOCOL))
        .setSslHandshakeTimeout(HANDSHAKE_MAX.toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setReadIdleTimeout((int) unreadMax.toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setTcpNoDelay(true)
        .setTryUsePerMessageCompression(false)
        .setTryUsePerFrameCompression(false)
        .setMaxFrameSize(Limits.FRAME_BYTES_MAX)
        .setMaxMessageSize(Limits.FRAME_BYTES_MAX)
        .setClosingTimeout(1);
  }

  private PemKeyCertOptions identity() {
    return new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString());
  }

  private PemTrustOptions trust() {
    return new PemTrustOptions().addCertPath(authority.toString());
  }

  private void checkFiles() {
    for (Path file : new Path[] {certificate, key, authority}) {
      if (!Files.isReadable(file)) {
        throw new StartFailure("cannot read " + file + ": an uplink needs its certificates");
      }
    }
  }
}
