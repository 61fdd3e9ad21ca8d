package org.sealmesh.gateway.signin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.sealmesh.bus.Clock;
import org.sealmesh.bus.StartFailure;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.gateway.GatewayConfig.SsoConfig;

/// Checks JWTs that the site signs for its users (RFC 7519, RFC 8725).
///
/// One algorithm and one key are believed, whatever a token says about itself, and nothing in it is
/// looked at before the signature. `aud`, `exp`, `sub`, `name` and `jti` must be there. Times are
/// held against the injected clock; a library's provider would read the machine's own.
public final class SiteTokens {
  private static final int ID_CHARS_MAX = 128;
  private static final long SECONDS_MAX = 1L << 40;

  private final SiteKey key;
  private final SsoConfig config;
  private final Clock clock;

  private SiteTokens(SiteKey key, SsoConfig config, Clock clock) {
    this.key = key;
    this.config = config;
    this.clock = clock;
  }

  /// Reads the key; blocks for as long as that takes.
  ///
  /// @throws StartFailure if the key file cannot be used
  public static SiteTokens load(SsoConfig config, Clock clock) {
    try {
      byte[] file = Files.readAllBytes(config.keyFile().orElseThrow());
      return new SiteTokens(SiteKey.read(config.algorithm(), file), config, clock);
    } catch (IOException unreadable) {
      throw new StartFailure("gateway: sso.keyFile cannot be read");
    } catch (IllegalArgumentException unusable) {
      throw new StartFailure("gateway: " + unusable.getMessage(), unusable);
    }
  }

  /// @return empty if the token must not be accepted, for whatever reason
  public Optional<SiteToken> check(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8);
      if (!key.verify(signed, decode(parts[2])) || !isOurs(json(parts[0]))) {
        return Optional.empty();
      }
      return read(json(parts[1]));
    } catch (IOException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /// A `crit` names extensions that must be understood, and we know none.
  private boolean isOurs(JsonNode header) {
    return header.path("alg").asText().equals(config.algorithm().jwtName()) && !header.has("crit");
  }

  private Optional<SiteToken> read(JsonNode claims) {
    Instant now = clock.now();
    Optional<Instant> expires = time(claims, "exp");
    boolean inTime =
        expires.isPresent()
            && now.isBefore(expires.get().plus(config.leeway()))
            && !expires.get().isAfter(now.plus(config.lifetimeMax()).plus(config.leeway()))
            && notLater(claims, "nbf", now.plus(config.leeway()))
            && notLater(claims, "iat", now.plus(config.leeway()));
    Optional<String> subject = text(claims, "sub");
    Optional<String> name = text(claims, "name");
    Optional<String> tokenId = text(claims, "jti");
    if (!inTime
        || !isForUs(claims.path("aud"))
        || subject.isEmpty()
        || name.isEmpty()
        || tokenId.isEmpty()) {
      return Optional.empty();
    }
    // Remembered for as long as the token could be shown again, leeway included.
    Instant end = expires.get().plus(config.leeway()).plus(Duration.ofSeconds(1));
    return Optional.of(new SiteToken(subject.get(), name.get(), tokenId.get(), end));
  }

  private boolean isForUs(JsonNode audience) {
    if (audience.isTextual()) {
      return audience.asText().equals(config.audience());
    }
    for (JsonNode one : audience) {
      if (one.isTextual() && one.asText().equals(config.audience())) {
        return audience.isArray();
      }
    }
    return false;
  }

  private static boolean notLater(JsonNode claims, String name, Instant limit) {
    return !claims.has(name) || time(claims, name).filter(t -> !t.isAfter(limit)).isPresent();
  }

  /// Seconds, which RFC 7519 allows to have fractions.
  private static Optional<Instant> time(JsonNode claims, String name) {
    JsonNode seconds = claims.path(name);
    return seconds.isNumber() && seconds.asDouble() >= 0 && seconds.asDouble() < SECONDS_MAX
        ? Optional.of(Instant.ofEpochSecond(seconds.asLong()))
        : Optional.empty();
  }

  private static Optional<String> text(JsonNode claims, String name) {
    JsonNode text = claims.path(name);
    return text.isTextual() && !text.asText().isBlank() && text.asText().length() <= ID_CHARS_MAX
        ? Optional.of(text.asText())
        : Optional.empty();
  }

  private static JsonNode json(String part) throws IOException {
    return Wire.json().mapper().readTree(decode(part));
  }

  private static byte[] decode(String part) {
    return Base64.getUrlDecoder().decode(part);
  }
}
