package org.sealmesh.mesh.token;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Signs as an origin would, and as an attacker would like to.
final class TestOrigin {
  private final Ed25519PrivateKeyParameters key;

  TestOrigin(Random random) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(seed);
    key = new Ed25519PrivateKeyParameters(seed);
  }

  Signer signer() {
    return Signer.of(key.generatePublicKey().getEncoded());
  }

  SignedToken sign(Claims claims) {
    return sign(TokenCodec.signingInput(claims, signer().kid()));
  }

  /// A token with any header and payload, truly signed.
  SignedToken sign(String headerJson, String payloadJson) {
    return sign(base64(headerJson) + "." + base64(payloadJson));
  }

  SignedToken sign(String signingInput) {
    byte[] message = signingInput.getBytes(StandardCharsets.UTF_8);
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    key.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
    return TokenCodec.assemble(signingInput, signature);
  }

  static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String json(String base64) {
    return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
