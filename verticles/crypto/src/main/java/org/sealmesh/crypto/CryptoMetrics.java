package org.sealmesh.crypto;

import java.util.function.LongSupplier;
import org.sealmesh.bus.Meter;

/// Every metric of the crypto verticle.
final class CryptoMetrics {
  private static final String PREFIX = "sealmesh_crypto_";

  final Meter.Counter sealed;
  final Meter.Counter reservations;
  final Meter.Counter turnsAsked;
  final Meter.Counter signed;
  final Meter.Counter passwords;
  final Meter.Counter passwordsRefused;
  private final Meter meter;

  CryptoMetrics(Meter meter) {
    this.meter = meter;
    sealed = meter.counter(PREFIX + "sealed", "Envelopes sealed and signed");
    reservations = meter.counter(PREFIX + "reservations", "Blocks of seals reserved");
    turnsAsked = meter.counter(PREFIX + "turns_asked", "Epochs to end because a key sealed enough");
    signed = meter.counter(PREFIX + "tokens_signed", "Tickets, passes and revocations signed");
    passwords = meter.counter(PREFIX + "passwords", "Passwords hashed or compared");
    passwordsRefused = meter.counter(PREFIX + "passwords_refused", "Passwords too many at a time");
  }

  void keysCached(LongSupplier count) {
    meter.gauge(PREFIX + "keys_cached", "Conversation keys whose subkeys are kept", count);
  }
}
