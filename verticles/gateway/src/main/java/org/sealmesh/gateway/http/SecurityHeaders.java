package org.sealmesh.gateway.http;

import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What every answer tells a browser about how to handle it.
///
/// The policy lets the app run its own scripts and styles and talk to its own host and the
/// configured relays, and nothing else: no inline script, no evaluation, no frame around it, no
/// string that turns into markup.
public final class SecurityHeaders {
  private final Map<String, String> headers;

  /// @param relays socket URLs; those with a host of their own may be connected to
  /// @param hstsMaxAge zero: no such header
  public SecurityHeaders(List<String> relays, Duration hstsMaxAge) {
    headers = new LinkedHashMap<>();
    headers.put("Content-Security-Policy", policy(relays));
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

  static String policy(List<String> relays) {
    String connect =
        Stream.concat(
                Stream.of("'self'"),
                relays.stream().filter(r -> !r.startsWith("/")).flatMap(SecurityHeaders::origins))
            .distinct()
            .collect(Collectors.joining(" "));
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "font-src 'self'; connect-src "
        + connect
        + "; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'";
  }

  /// For WebSocket, and for SockJS, which asks by requests.
  private static Stream<String> origins(String socketUrl) {
    URI uri = URI.create(socketUrl);
    String socket = uri.getScheme() + "://" + uri.getRawAuthority();
    return Stream.of(socket, socket.replaceFirst("^ws", "http"));
  }
}
