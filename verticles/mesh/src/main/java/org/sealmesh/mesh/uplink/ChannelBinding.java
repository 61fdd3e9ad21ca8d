package org.sealmesh.mesh.uplink;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;
import org.sealmesh.mesh.token.Fresh;

/// What the two ends of one TLS connection can derive and nobody between them can: a challenge that
/// a rogue relay passes on from another one comes back with the wrong binding.
///
/// The exporter of RFC 9266, over TLS 1.3.
///
/// @param value the same at both ends, another one for every connection
public record ChannelBinding(Fresh value) {
  private static final String LABEL = "EXPORTER-Channel-Binding";

  /// @throws IllegalStateException if the session cannot be bound to: not TLS 1.3, or not ready
  public static ChannelBinding of(SSLSession session) {
    if (!(session instanceof ExtendedSSLSession extended)
        || !session.getProtocol().equals(UplinkTls.PROTOCOL)) {
      throw new IllegalStateException("an uplink is bound to TLS 1.3");
    }
    try {
      return new ChannelBinding(
          new Fresh(extended.exportKeyingMaterialData(LABEL, new byte[0], Fresh.BYTES)));
    } catch (SSLKeyException notReady) {
      throw new IllegalStateException("the TLS session has no exporter", notReady);
    }
  }
}
