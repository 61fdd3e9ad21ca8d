package org.sealmesh.crypto;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import org.sealmesh.bus.Bus;
import org.sealmesh.crypto.SealingKeys.KeyRef;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TokenCodec;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.KeyCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers what is asked of the keys, on one event loop.
final class Crypto {
  private static final Logger LOG = LoggerFactory.getLogger(Crypto.class);

  private final KeyFile file;
  private final CryptoConfig config;
  private final Bus bus;
  private final CryptoMetrics metrics;
  private final EnvelopeSealer sealer;
  private final KeyWrap wrap;
  private final SealingKeys keys;
  private final Map<KeyRef, Future<Boolean>> reserving = new HashMap<>();
  private volatile int keysCached;

  Crypto(KeyFile file, CryptoConfig config, Bus bus, SecureRandom random, CryptoMetrics metrics) {
    this.file = file;
    this.config = config;
    this.bus = bus;
    this.metrics = metrics;
    this.sealer = new EnvelopeSealer(file.signing().getFirst(), random);
    this.wrap = new KeyWrap(file, random);
    this.keys = new SealingKeys(config.keysCachedMax());
    metrics.keysCached(() -> keysCached);
  }

  Future<CryptoMessage.Sealing> onSeal(CryptoMessage.Seal seal) {
    if (seal.content().length > EnvelopeSealer.CONTENT_BYTES_MAX) {
      return Future.succeededFuture(
          new CryptoMessage.ContentTooLong(EnvelopeSealer.CONTENT_BYTES_MAX));
    }
    KeyRef ref = new KeyRef(seal.conversationId(), seal.rid(), seal.epoch());
    SecretKey subkey = keys.take(ref, seal.type());
    if (subkey != null) {
      return Future.succeededFuture(new CryptoMessage.Sealed(seal(subkey, seal)));
    }
    // Whoever else waits for the same key shares the reservation; whoever finds it used up by the
    // others asks for the next one.
    return reserve(ref)
        .compose(
            found -> found ? onSeal(seal) : Future.succeededFuture(new CryptoMessage.NoSuchKey()));
  }

  private Envelope seal(SecretKey subkey, CryptoMessage.Seal seal) {
    metrics.sealed.increment();
    return sealer.seal(
        subkey, seal.timeline(), seal.rid(), seal.seq(), seal.epoch(), seal.type(), seal.content());
  }

  /// Whether there is such a key.
  private Future<Boolean> reserve(KeyRef ref) {
    Future<Boolean> running = reserving.get(ref);
    if (running != null) {
      return running;
    }
    int count = config.sealsPerReservation();
    metrics.reservations.increment();
    Future<Boolean> started =
        bus.ask(
                OriginAddresses.PERSISTENCE,
                new KeyCommand.ReserveSeals(ref.conversation(), ref.epoch(), count))
            .map(reservation ->
                switch (reservation) {
                  case KeyCommand.Reserved reserved -> onReserved(ref, count, reserved);
                  case KeyCommand.NoKey none -> false;
                })
            .onComplete(done -> reserving.remove(ref));
    if (!started.isComplete()) {
      reserving.put(ref, started);
    }
    return started;
  }

  private boolean onReserved(KeyRef ref, int count, KeyCommand.Reserved reserved) {
    SealBudget.Next next =
        keys.reserved(
            ref, wrap.unwrap(ref.conversation(), reserved.key()), count, reserved.reservedTotal());
    keysCached = keys.size();
    switch (next) {
      case GO_ON -> {}
      case TURN_EPOCH -> turnEpoch(ref);
    }
    return true;
  }

  private void turnEpoch(KeyRef ref) {
    metrics.turnsAsked.increment();
    bus.ask(
            OriginAddresses.PERSISTENCE,
            new KeyCommand.TurnEpoch(
                ref.conversation(), ref.epoch(), wrap.mint(ref.conversation())))
        // The next reservation asks again, thousands of seals before it is urgent.
        .onFailure(
            failure -> LOG.warn("an epoch was not turned, and will be: {}", failure.getMessage()));
  }

  CryptoMessage.Minted onMintKey(CryptoMessage.MintKey mint) {
    return new CryptoMessage.Minted(wrap.mint(mint.conversationId()));
  }

  CryptoMessage.Unwrapped onUnwrap(CryptoMessage.Unwrap unwrap) {
    return new CryptoMessage.Unwrapped(
        unwrap.keys().stream().map(key -> wrap.unwrap(unwrap.conversationId(), key)).toList());
  }

  CryptoMessage.Signed onSign(CryptoMessage.Sign sign) {
    SigningKey key = file.signing().getFirst();
    String input = TokenCodec.signingInput(sign.claims(), key.signer().kid());
    byte[] signature = key.sign(input.getBytes(StandardCharsets.US_ASCII));
    SignedToken token = TokenCodec.assemble(input, signature);
    metrics.signed.increment();
    return new CryptoMessage.Signed(token);
  }

  CryptoMessage.Signers onGetSigners() {
    return new CryptoMessage.Signers(file.signers());
  }
}
