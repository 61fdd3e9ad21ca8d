package org.sealmesh.gateway.disclosure;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Somebody whom a browser talks to because of this site.
///
/// @param url as configured; null for the site itself, and where the address is found anew in each
///   call
public record Connection(Purpose purpose, @Nullable String url) {

  /// What for. Media is not governed by a page's policy: no browser has a rule for it.
  public enum Purpose {
    /// The app and the API: the page's own host.
    @JsonProperty("site")
    SITE,
    /// Carries sealed events over WebSocket or SockJS.
    @JsonProperty("relay")
    RELAY,
    /// Tells a browser in a call its address as others see it.
    @JsonProperty("stun")
    STUN,
    /// Passes on the sealed media of calls.
    @JsonProperty("turn")
    TURN,
    /// Passes on the sealed media of groups' calls. Browsers learn its address in the call.
    @JsonProperty("media")
    MEDIA,
    /// The browser of whom one calls, which so learns one's address.
    @JsonProperty("peer")
    PEER
  }

  /// What the page's policy has to allow for it (Content-Security-Policy: connect-src).
  public Stream<String> sources() {
    return switch (purpose) {
      case SITE -> Stream.of("'self'");
      case RELAY -> url == null ? Stream.of() : origins(URI.create(url));
      case STUN, TURN, MEDIA, PEER -> Stream.of();
    };
  }

  /// Whether browsers refuse everybody else of this kind.
  @JsonProperty("enforced")
  public boolean isEnforced() {
    return sources().findAny().isPresent();
  }

  /// For WebSocket, and for SockJS, which asks by requests.
  private static Stream<String> origins(URI socketUrl) {
    String socket = socketUrl.getScheme() + "://" + socketUrl.getRawAuthority();
    return Stream.of(socket, socket.replaceFirst("^ws", "http"));
  }
}
