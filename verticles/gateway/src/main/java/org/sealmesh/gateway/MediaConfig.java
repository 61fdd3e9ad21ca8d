package org.sealmesh.gateway;

import java.time.Duration;
import java.util.Optional;
import org.sealmesh.bus.Secret;

/// Through which media server groups call each other. Where it is only the mesh knows; the origin
/// signs who may use it.
///
/// @param tokenSecret shared with it (Janus' `token_auth_secret`), for tokens that end by
///   themselves; without one there are no calls of groups
/// @param tokenLifetime of such a token: longer than most calls, as of a credential for TURN, and
///   than any grant with which it comes, so that the next one is there in time
public record MediaConfig(Optional<Secret> tokenSecret, Duration tokenLifetime) {
  private static final int SECRET_CHARS_MIN = 16;

  public MediaConfig {
    Check.that(
        tokenSecret.filter(s -> s.value().length() < SECRET_CHARS_MIN).isEmpty(),
        "calls.media.tokenSecretFile must hold at least 16 characters: one token is enough to try"
            + " short ones");
    Check.that(
        tokenLifetime.toMinutes() >= 10 && tokenLifetime.toHours() <= 24,
        "calls.media.tokenLifetime must be 10m … 24h");
  }

  /// No media server: calls of two alone.
  public static MediaConfig none() {
    return new MediaConfig(Optional.empty(), Duration.ofHours(2));
  }

  /// Whether a token outlives all that ends within this time.
  boolean outlives(Duration grant) {
    return tokenSecret.isEmpty() || tokenLifetime.compareTo(grant) >= 0;
  }
}
