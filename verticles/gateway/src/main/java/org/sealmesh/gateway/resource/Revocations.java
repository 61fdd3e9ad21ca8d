package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.gateway.GatewayConfig.TokenConfig;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Claims;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes tickets and passes back from the relays (P4).
///
/// The caller waits until every relay has heard, but not for long: what has not been acknowledged
/// by then is tried again in the background until no ticket can be left that it is about. A bounded
/// number waits there; beyond it the next ones are tried once, and the epoch, which has turned,
/// still keeps a removed member from reading on.
///
/// Used on one event loop.
final class Revocations {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final Logger log = LoggerFactory.getLogger(Revocations.class);
  private final Origin origin;
  private final Bus bus;
  private final Clock clock;
  private final TokenConfig config;
  private int waiting;

  Revocations(Origin origin, Bus bus, Clock clock, TokenConfig config) {
    this.origin = origin;
    this.bus = bus;
    this.clock = clock;
    this.config = config;
  }

  /// The user's passes and grants for one conversation, on all her devices.
  Future<Void> passes(RoutingId user, RoutingId conversation) {
    return revoke(user, null, conversation);
  }

  /// The tickets of one device, and with them all its bindings.
  Future<Void> tickets(RoutingId user, DeviceId device) {
    return revoke(user, device, null);
  }

  /// The tickets of all her devices.
  Future<Void> everything(RoutingId user) {
    return revoke(user, null, null);
  }

  private Future<Void> revoke(
      RoutingId user, @Nullable DeviceId device, @Nullable RoutingId conversation) {
    Instant now = clock.now();
    Instant until = now.plus(config.ticketLifetime()).plus(config.revocationMargin());
    Pending pending = new Pending(user, device, conversation, now, until, Promise.promise());
    Clock.Timer patience = clock.after(config.revokeWait(), pending.heard::tryComplete);
    attempt(pending, FIRST_RETRY);
    return pending.heard.future().onComplete(done -> patience.cancel());
  }

  private void attempt(Pending pending, Duration nextPause) {
    origin
        .timeline()
        .compose(timeline -> origin.sign(pending.claims(timeline)))
        .compose(token -> bus.ask(MeshAddresses.ROUTER, new RouterMessage.Revoke(token)))
        .onComplete(outcome -> {
          if (outcome.succeeded() && outcome.result().unacked().isEmpty()) {
            pending.heard.tryComplete();
          } else {
            again(pending, nextPause);
          }
        });
  }

  private void again(Pending pending, Duration pause) {
    if (waiting >= config.revocationsMax() || clock.now().plus(pause).isAfter(pending.until)) {
      log.warn("a revocation was not acknowledged by every relay");
      pending.heard.tryComplete();
      return;
    }
    waiting++;
    Duration doubled = pause.multipliedBy(2);
    Duration next = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    clock.after(
        pause,
        () -> {
          waiting--;
          attempt(pending, next);
        });
  }

  /// @param decided its generation, however late it is signed
  private record Pending(
      RoutingId user,
      @Nullable DeviceId device,
      @Nullable RoutingId conversation,
      Instant decided,
      Instant until,
      Promise<Void> heard) {
    Claims.Revocation claims(Timeline timeline) {
      return new Claims.Revocation(
          timeline, user, device, conversation, decided.toEpochMilli(), decided, until);
    }
  }
}
