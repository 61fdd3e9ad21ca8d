package org.sealmesh.uplink;

import io.vertx.core.Future;
import java.util.random.RandomGenerator;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.uplink.state.LinkRules;

/// What all links share.
record Surroundings(
    UplinkConfig config,
    Bus bus,
    Clock clock,
    RandomGenerator chance,
    Dialler dialler,
    UplinkMetrics metrics) {
  /// Longer than the way to the relay; it is of use once, and on one connection, anyway.
  private static final java.time.Duration ANSWER_LIFE = java.time.Duration.ofSeconds(30);

  LinkRules rules() {
    return new LinkRules(
        config.answerWithin(),
        config.dialWithin(),
        config.beaconEvery(),
        config.silenceMax(),
        config.steadyAfter());
  }

  /// Has the answer to a relay's challenge signed. The key stays where it is.
  Future<SignedToken> sign(String mesh, Fresh nonce, Fresh binding) {
    var now = clock.now();
    Claims.Uplink claims = new Claims.Uplink(mesh, nonce, binding, now, now.plus(ANSWER_LIFE));
    return bus.ask(OriginAddresses.CRYPTO, new CryptoMessage.Sign(claims))
        .map(CryptoMessage.Signed::token);
  }
}
