package org.sealmesh.relay.uplink.state;

import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;

/// What one dialler must prove before anything else is heard of it.
public interface Challenge {
  /// Said first, drawn anew for every connection.
  Fresh nonce();

  /// Whether the origin signed this very nonce, for this mesh, on this connection, just now.
  boolean isAnsweredBy(SignedToken token);

  /// The real one.
  ///
  /// @param audience the mesh's name
  /// @param binding of the connection
  static Challenge of(TokenVerifier verifier, String audience, Fresh nonce, Fresh binding) {
    return new Challenge() {
      @Override
      public Fresh nonce() {
        return nonce;
      }

      @Override
      public boolean isAnsweredBy(SignedToken token) {
        return verifier.uplink(token) instanceof Verification.Valid<Claims.Uplink>(var claims)
            && claims.audience().equals(audience)
            && claims.nonce().equals(nonce)
            && claims.binding().equals(binding);
      }
    };
  }
}
