package org.sealmesh.gateway.disclosure;

import java.util.List;
import java.util.stream.Stream;
import org.sealmesh.gateway.GatewayConfig;
import org.sealmesh.gateway.GatewayConfig.CallConfig;
import org.sealmesh.gateway.disclosure.Connection.Purpose;

/// The one list of all whom a browser talks to because of this site: what visitors are told, and
/// what the page's policy allows, both come from it.
public final class Connections {
  private final List<Connection> all;

  private Connections(List<Connection> all) {
    this.all = all;
  }

  public static Connections of(GatewayConfig config) {
    Stream<Connection> relays =
        config.relays().stream()
            .filter(relay -> !relay.startsWith("/"))
            .map(relay -> new Connection(Purpose.RELAY, relay));
    return new Connections(
        Stream.of(Stream.of(new Connection(Purpose.SITE, null)), relays, ofCalls(config.calls()))
            .flatMap(some -> some)
            .distinct()
            .toList());
  }

  private static Stream<Connection> ofCalls(CallConfig calls) {
    Stream<Connection> peers =
        calls.relayOnly() ? Stream.of() : Stream.of(new Connection(Purpose.PEER, null));
    Stream<Connection> stun =
        calls.stunUrls().stream().map(url -> new Connection(Purpose.STUN, url));
    Stream<Connection> turn =
        calls.turnUrls().stream().map(url -> new Connection(Purpose.TURN, url));
    Stream<Connection> media =
        calls.media().tokenSecret().stream().map(any -> new Connection(Purpose.MEDIA, null));
    return Stream.of(peers, stun, turn, media).flatMap(some -> some);
  }

  public List<Connection> all() {
    return all;
  }

  /// The page's policy: it lets the app run its own scripts and styles and talk to those of the
  /// list, and nothing else: no inline script, no evaluation, no frame around it, no string that
  /// turns into markup.
  public String policy() {
    String connect =
        String.join(" ", all.stream().flatMap(Connection::sources).distinct().toList());
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "font-src 'self'; connect-src "
        + connect
        + "; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'";
  }
}
