package org.sealmesh.mesh.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.Limits;

/// Checks what the origin signed: length, one spelling, algorithm, type, audience, signature, and
/// then expiry (docs/PROTOCOL.md §5).
///
/// No input makes it throw. It says nothing of revocations: those are the relay's to know. Safe for
/// use by several threads; one check costs about a tenth of a millisecond, nearly all of it the
/// signature.
public final class TokenVerifier {
  /// How far a relay's clock may be behind the origin's before it lets an expired token in, or
  /// ahead before it shuts a valid one out: what a machine with a time service never reaches.
  public static final Duration LEEWAY = Duration.ofSeconds(5);

  private final InstantSource clock;
  private volatile Map<String, Ed25519PublicKeyParameters> keys = Map.of();

  /// @throws IllegalArgumentException if a signer's key is no point of the curve
  public TokenVerifier(Collection<Signer> signers, InstantSource clock) {
    this.clock = clock;
    replaceSigners(signers);
  }

  /// From now on these and no others are believed; during a rotation of the origin's key there are
  /// two.
  ///
  /// @throws IllegalArgumentException if a signer's key is no point of the curve; then the ones
  ///   before stay in force
  public void replaceSigners(Collection<Signer> signers) {
    Map<String, Ed25519PublicKeyParameters> replaced = new HashMap<>();
    for (Signer signer : signers) {
      replaced.put(signer.kid(), new Ed25519PublicKeyParameters(signer.key()));
    }
    keys = Map.copyOf(replaced);
  }

  public Verification<Claims.Ticket> ticket(SignedToken token) {
    return verify(token, Claims.Ticket.class);
  }

  public Verification<Claims.Pass> pass(SignedToken token) {
    return verify(token, Claims.Pass.class);
  }

  public Verification<Claims.Grant> grant(SignedToken token) {
    return verify(token, Claims.Grant.class);
  }

  public Verification<Claims.Revocation> revocation(SignedToken token) {
    return verify(token, Claims.Revocation.class);
  }

  /// Says nothing of the audience, the nonce and the binding: those are the challenger's to
  /// compare.
  public Verification<Claims.Uplink> uplink(SignedToken token) {
    return verify(token, Claims.Uplink.class);
  }

  private <C extends Claims> Verification<C> verify(SignedToken token, Class<C> type) {
    C claims = signedClaims(token, type);
    if (claims == null) {
      return new Verification.Invalid<>();
    }
    Instant end = claims.expires().plus(LEEWAY);
    return clock.instant().isBefore(end)
        ? new Verification.Valid<>(claims)
        : new Verification.Expired<>();
  }

  private <C extends Claims> @Nullable C signedClaims(SignedToken token, Class<C> type) {
    // A SignedToken has checked this too; a verifier does not lean on its caller.
    if (token.compact().length() > Limits.TOKEN_CHARS_MAX) {
      return null;
    }
    TokenCodec.Unverified read;
    try {
      read = TokenCodec.parse(token);
    } catch (Wire.Malformed malformed) {
      return null;
    }
    Ed25519PublicKeyParameters key = keys.get(read.kid());
    if (key == null || !type.isInstance(read.claims())) {
      return null;
    }
    boolean signed =
        key.verify(
            Ed25519.Algorithm.Ed25519,
            null,
            read.signed(),
            0,
            read.signed().length,
            read.signature(),
            0);
    return signed ? type.cast(read.claims()) : null;
  }
}
