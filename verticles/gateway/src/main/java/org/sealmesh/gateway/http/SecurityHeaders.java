package org.sealmesh.gateway.http;

import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sealmesh.gateway.disclosure.Connections;

/// What every answer tells a browser about how to handle it.
///
/// What the policy allows is what visitors are told ([Connections]).
public final class SecurityHeaders {
  private final Map<String, String> headers;

  /// @param hstsMaxAge zero: no such header
  public SecurityHeaders(Connections connections, Duration hstsMaxAge) {
    headers = new LinkedHashMap<>();
    headers.put("Content-Security-Policy", connections.policy());
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put(
        "Permissions-Policy",
        "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), "
            + "geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=()");
    if (hstsMaxAge.isPositive()) {
      headers.put("Strict-Transport-Security", "max-age=" + hstsMaxAge.toSeconds());
    }
  }

  public void addTo(HttpServerResponse response) {
    headers.forEach(response::putHeader);
  }
}
