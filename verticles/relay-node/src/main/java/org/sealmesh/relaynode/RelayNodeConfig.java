package org.sealmesh.relaynode;

import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.mesh.token.TokenVerifier;

/// What a relay-only process must know of the origin. The section `origin`.
///
/// @param signers the origin's public signing keys, 32 bytes each in base64url: tickets of anyone
///   else are refused. They are no secret
public record RelayNodeConfig(List<String> signers) {
  public RelayNodeConfig {
    signers = List.copyOf(signers);
    verifier(signers, InstantSource.system());
  }

  public static RelayNodeConfig defaults() {
    return new RelayNodeConfig(List.of());
  }

  /// Believes these signers.
  TokenVerifier verifier(InstantSource clock) {
    return verifier(signers, clock);
  }

  private static TokenVerifier verifier(List<String> signers, InstantSource clock) {
    try {
      var decoder = Base64.getUrlDecoder();
      return new TokenVerifier(
          signers.stream().map(key -> Signer.of(decoder.decode(key))).toList(), clock);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "signers must be Ed25519 public keys, 32 bytes each in base64url", malformed);
    }
  }
}
