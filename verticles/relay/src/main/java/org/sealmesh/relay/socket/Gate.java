package org.sealmesh.relay.socket;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.sealmesh.bus.ClientAddress;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.RelayMetrics;
import org.sealmesh.relay.state.AddressSeats;

/// Who is let in at all, whatever the transport.
final class Gate {
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final Lobby lobby;
  private final RelayMetrics metrics;
  private final Origins origins;
  private final ClientAddress addresses;
  private final AddressSeats seats;
  private final int socketsMax;

  Gate(Lobby lobby, RelayConfig config, RelayMetrics metrics) {
    this.lobby = lobby;
    this.metrics = metrics;
    this.origins = new Origins(config.origins());
    this.addresses = new ClientAddress(config.trustedProxies());
    this.seats = new AddressSeats(config.socketsPerAddressMax());
    // Those that are closed with 4004 need room too; what is beyond that gets no socket at all.
    this.socketsMax = config.socketsMax() + config.hellosPendingMax();
  }

  /// Whether one more socket may be opened; if not, the request has been answered.
  boolean hasRoom(HttpServerRequest request) {
    boolean hasRoom = lobby.isServing() && lobby.sockets().get() < socketsMax;
    if (!hasRoom) {
      answer(request, UNAVAILABLE);
    }
    return hasRoom;
  }

  /// A seat for one more socket of the address that asks, if it may have one; if not, the request
  /// has been answered.
  Optional<Seat> seat(HttpServerRequest request) {
    String address = addresses.of(request);
    if (seats.take(address)) {
      return Optional.of(() -> seats.leave(address));
    }
    metrics.onAddressFull();
    answer(request, TOO_MANY_REQUESTS);
    return Optional.empty();
  }

  /// Counted against its address until it is left, once.
  @FunctionalInterface
  interface Seat {
    void leave();
  }

  /// Whether the page that asks is one of ours; if not, the request has been answered.
  boolean admits(HttpServerRequest request) {
    boolean isAdmitted =
        origins.admit(request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.HOST));
    if (!isAdmitted) {
      metrics.onForeignOrigin();
      answer(request, FORBIDDEN);
    }
    return isAdmitted;
  }

  private static void answer(HttpServerRequest request, int status) {
    request.response().setStatusCode(status).end();
  }
}
