package org.sealmesh.relay.socket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// From which pages a browser may open a socket (RFC 6454; RFC 6455 §10.2).
///
/// A socket needs a ticket and no cookie, so a foreign page gains nothing by opening one; refusing
/// it keeps it from using up sockets with its visitors' browsers.
final class Origins {
  private final Set<String> allowed;

  /// @param allowed as in the header: scheme, host and port if it is not the usual one
  Origins(Set<String> allowed) {
    this.allowed = allowed;
  }

  /// @param origin the header's value; programs that are no browsers send none
  /// @param host the `Host` header: pages of the same host and port are always let in
  boolean admit(@Nullable String origin, @Nullable String host) {
    if (origin == null || allowed.contains(origin)) {
      return true;
    }
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (URISyntaxException notAnOrigin) {
      return false;
    }
  }
}
