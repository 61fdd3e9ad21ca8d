package org.sealmesh.crypto;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.Actor;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.crypto.CryptoMessage;

/// The only holder of the key file: seals, signs, wraps and hashes.
///
/// Deploy it once, on an event loop, after persistence: it asks there whether the database belongs
/// to its key file, and fails with a [org.sealmesh.bus.StartFailure] if not.
public final class CryptoVerticle extends Actor<CryptoMessage> {
  private static final String ROLE = "crypto";

  private final CryptoConfig config;
  private final KeyFileStore keyFiles;
  private final SecureRandom random;
  private final CryptoMetrics metrics;
  private final Health health;
  private final PasswordHasher hasher;
  private @Nullable Crypto crypto;
  private @Nullable Passwords passwords;

  /// @param dataFolder where the key file lies, unless its path is absolute
  public CryptoVerticle(
      Bus bus,
      SecureRandom random,
      Meter meter,
      Health health,
      Path dataFolder,
      CryptoConfig config) {
    super(bus, OriginAddresses.CRYPTO);
    this.config = config;
    this.keyFiles = new KeyFileStore(dataFolder.resolve(config.keyFile()));
    this.random = random;
    this.metrics = new CryptoMetrics(meter);
    this.health = health;
    this.hasher = new PasswordHasher(random);
  }

  @Override
  protected Future<?> prepare() {
    KeyFileClaims claims = new KeyFileClaims(vertx, bus(), keyFiles, random);
    return claims
        .obtain()
        .onSuccess(file -> {
          crypto = new Crypto(file, config, bus(), random, metrics);
          passwords = new Passwords(vertx, config, metrics);
          health.watch(ROLE, () -> Future.succeededFuture(Health.State.READY));
        });
  }

  @Override
  protected Future<?> onMessage(CryptoMessage message) {
    Crypto keys = crypto;
    Passwords threads = passwords;
    if (keys == null || threads == null) {
      return Future.failedFuture(new IllegalStateException("not started"));
    }
    return switch (message) {
      case CryptoMessage.Seal seal -> keys.onSeal(seal);
      case CryptoMessage.MintKey mint -> Future.succeededFuture(keys.onMintKey(mint));
      case CryptoMessage.Unwrap unwrap -> Future.succeededFuture(keys.onUnwrap(unwrap));
      case CryptoMessage.Sign sign -> Future.succeededFuture(keys.onSign(sign));
      case CryptoMessage.GetSigners get -> Future.succeededFuture(keys.onGetSigners());
      case CryptoMessage.HashPassword hash -> threads.run(() -> hasher.hash(hash.password()));
      case CryptoMessage.VerifyPassword verify ->
          threads.run(() -> hasher.verify(verify.password(), verify.hash()));
    };
  }

  @Override
  protected Future<?> release() {
    crypto = null;
    health.forget(ROLE);
    return passwords == null ? Future.succeededFuture() : passwords.close();
  }
}
