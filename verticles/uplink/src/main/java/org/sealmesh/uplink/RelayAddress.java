package org.sealmesh.uplink;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealmesh.mesh.uplink.UplinkTls;

/// One relay to dial, and the mesh it belongs to: relays of one mesh share one directory, so that
/// each of them reaches all sockets of the mesh.
///
/// @param mesh 1 … 24 characters of `[a-z0-9-]`, the same as in the relay's own configuration
/// @param host as in the relay's certificate
record RelayAddress(String mesh, String host, int port) {
  private static final Pattern FORM = Pattern.compile("([a-z0-9-]{1,24})=(wss://\\S+)");
  private static final int PORT = 8443;

  /// Reads `mesh=wss://host:port`.
  ///
  /// @throws IllegalArgumentException if it is written otherwise
  static RelayAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw malformed();
    }
    URI uri = URI.create(form.group(2));
    boolean isBare =
        (uri.getRawPath().isEmpty() || uri.getRawPath().equals(UplinkTls.PATH))
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && uri.getRawUserInfo() == null;
    String host = uri.getHost();
    if (host == null || !isBare) {
      throw malformed();
    }
    return new RelayAddress(form.group(1), host, uri.getPort() == -1 ? PORT : uri.getPort());
  }

  /// As in the URL.
  String authority() {
    return host + ":" + port;
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "relays must look like eu=wss://relay-1.example:8443, with the name of a mesh first");
  }
}
