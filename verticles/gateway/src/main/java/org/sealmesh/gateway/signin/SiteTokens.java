package org.sealmesh.gateway.signin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sealmesh.bus.Clock;
import org.sealmesh.gateway.GatewayConfig.SsoAlgorithm;
import org.sealmesh.gateway.GatewayConfig.SsoConfig;

/// Checks JWTs that the site signs for its users (RFC 7519, RFC 8725).
///
/// One algorithm and one key are believed, whatever a token says about itself. `aud`, `exp`, `sub`,
/// `name` and `jti` must be there; times are held against the injected clock.
public final class SiteTokens {
  private static final int HS256_SECRET_BYTES_MIN = 32;
  private static final int ID_CHARS_MAX = 128;
  private static final long SECONDS_MAX = 1L << 40;

  private final JWTAuth signatures;
  private final SsoConfig config;
  private final Clock clock;

  private SiteTokens(JWTAuth signatures, SsoConfig config, Clock clock) {
    this.signatures = signatures;
    this.config = config;
    this.clock = clock;
  }

  /// Reads the key; blocks for as long as that takes.
  ///
  /// @throws IllegalArgumentException if the key file cannot be used
  public static SiteTokens load(Vertx vertx, SsoConfig config, Clock clock) {
    byte[] key;
    try {
      key = Files.readAllBytes(config.keyFile().orElseThrow());
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("sso.keyFile cannot be read");
    }
    if (config.algorithm() == SsoAlgorithm.HS256) {
      key = new String(key, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
      if (key.length < HS256_SECRET_BYTES_MIN) {
        throw new IllegalArgumentException("sso.keyFile needs 32 bytes or more for HS256");
      }
    }
    JWTAuthOptions options =
        new JWTAuthOptions()
            .addPubSecKey(
                new PubSecKeyOptions()
                    .setAlgorithm(config.algorithm().jwtName())
                    .setBuffer(Buffer.buffer(key)))
            // Only the signature is left to the library: it would read the machine's clock.
            .setJWTOptions(new JWTOptions().setIgnoreExpiration(true));
    try {
      return new SiteTokens(JWTAuth.create(vertx, options), config, clock);
    } catch (RuntimeException unusable) {
      throw new IllegalArgumentException(
          "sso.keyFile holds no key for " + config.algorithm().jwtName());
    }
  }

  /// @return empty if the token must not be accepted, for whatever reason
  public Future<Optional<SiteToken>> check(String token) {
    return signatures
        .authenticate(new TokenCredentials(token))
        .map(user -> read(user.principal()))
        .recover(refused -> Future.succeededFuture(Optional.empty()));
  }

  private Optional<SiteToken> read(JsonObject claims) {
    Instant now = clock.now();
    Optional<Instant> expires = time(claims, "exp");
    boolean inTime =
        expires.isPresent()
            && now.isBefore(expires.get().plus(config.leeway()))
            && !expires.get().isAfter(now.plus(config.lifetimeMax()).plus(config.leeway()))
            && notLater(claims, "nbf", now.plus(config.leeway()))
            && notLater(claims, "iat", now.plus(config.leeway()));
    if (!inTime || !isForUs(claims.getValue("aud"))) {
      return Optional.empty();
    }
    Optional<String> subject = text(claims, "sub");
    Optional<String> name = text(claims, "name");
    Optional<String> tokenId = text(claims, "jti");
    if (subject.isEmpty() || name.isEmpty() || tokenId.isEmpty()) {
      return Optional.empty();
    }
    // Remembered for as long as the token could be shown again, leeway included.
    Instant end = expires.get().plus(config.leeway()).plus(Duration.ofSeconds(1));
    return Optional.of(new SiteToken(subject.get(), name.get(), tokenId.get(), end));
  }

  private boolean isForUs(Object audience) {
    return audience instanceof JsonArray many
        ? many.contains(config.audience())
        : config.audience().equals(audience);
  }

  private static boolean notLater(JsonObject claims, String name, Instant limit) {
    return !claims.containsKey(name)
        || time(claims, name).filter(t -> !t.isAfter(limit)).isPresent();
  }

  private static Optional<Instant> time(JsonObject claims, String name) {
    return claims.getValue(name) instanceof Number seconds
            && seconds.longValue() >= 0
            && seconds.longValue() < SECONDS_MAX
        ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
        : Optional.empty();
  }

  private static Optional<String> text(JsonObject claims, String name) {
    return claims.getValue(name) instanceof String text
            && !text.isBlank()
            && text.length() <= ID_CHARS_MAX
        ? Optional.of(text)
        : Optional.empty();
  }
}
