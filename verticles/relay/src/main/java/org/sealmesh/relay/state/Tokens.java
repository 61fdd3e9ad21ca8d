package org.sealmesh.relay.state;

import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;

/// Checks what browsers and the origin show. A seam, so that the states can be tested without
/// signatures.
public interface Tokens {
  Verification<Claims.Ticket> ticket(SignedToken token);

  Verification<Claims.Pass> pass(SignedToken token);

  Verification<Claims.Grant> grant(SignedToken token);

  Verification<Claims.Revocation> revocation(SignedToken token);

  /// The real check.
  static Tokens of(TokenVerifier verifier) {
    return new Tokens() {
      @Override
      public Verification<Claims.Ticket> ticket(SignedToken token) {
        return verifier.ticket(token);
      }

      @Override
      public Verification<Claims.Pass> pass(SignedToken token) {
        return verifier.pass(token);
      }

      @Override
      public Verification<Claims.Grant> grant(SignedToken token) {
        return verifier.grant(token);
      }

      @Override
      public Verification<Claims.Revocation> revocation(SignedToken token) {
        return verifier.revocation(token);
      }
    };
  }
}
