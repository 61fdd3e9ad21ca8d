package org.sealmesh.gateway.signin;

import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealmesh.gateway.GatewayConfig.SsoAlgorithm;

/// The key with which the site signs, and the one algorithm that it is for (RFC 7518 §3, RFC 8037).
///
/// Safe for use by several threads.
final class SiteKey {
  private static final int SECRET_BYTES_MIN = 32;
  private static final int RSA_BITS_MIN = 2048;
  private static final String MAC = "HmacSHA256";

  private final Check check;

  private SiteKey(Check check) {
    this.check = check;
  }

  /// @param file a public key in PEM; for HS256 the secret itself
  /// @throws IllegalArgumentException if it holds no key for the algorithm
  static SiteKey read(SsoAlgorithm algorithm, byte[] file) {
    String text = new String(file, StandardCharsets.UTF_8).strip();
    try {
      return new SiteKey(
          switch (algorithm) {
            case HS256 -> mac(text.getBytes(StandardCharsets.UTF_8));
            case EDDSA -> signature("Ed25519", publicKey("Ed25519", text));
            case RS256 -> signature("SHA256withRSA", rsaKey(text));
            case ES256 -> signature("SHA256withECDSAinP1363Format", p256Key(text));
          });
    } catch (GeneralSecurityException | IllegalArgumentException unusable) {
      throw new IllegalArgumentException(
          "sso.keyFile holds no key for " + algorithm.jwtName(), unusable);
    }
  }

  /// @param signed what the signature is over, in ASCII
  boolean verify(byte[] signed, byte[] signature) {
    try {
      return check.verify(signed, signature);
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException bug) {
      throw new IllegalStateException("a key that was fine at the start is not any more", bug);
    }
  }

  private static Check mac(byte[] secret) throws GeneralSecurityException {
    if (secret.length < SECRET_BYTES_MIN) {
      throw new InvalidKeyException("32 bytes or more");
    }
    SecretKeySpec key = new SecretKeySpec(secret, MAC);
    return (signed, signature) -> {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return MessageDigest.isEqual(mac.doFinal(signed), signature);
    };
  }

  private static Check signature(String algorithm, PublicKey key) {
    return (signed, signature) -> {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    };
  }

  private static PublicKey publicKey(String algorithm, String pem) throws GeneralSecurityException {
    String base64 =
        pem.replace("-----BEGIN PUBLIC KEY-----", "").replace("-----END PUBLIC KEY-----", "");
    byte[] der = Base64.getMimeDecoder().decode(base64);
    return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
  }

  private static PublicKey rsaKey(String pem) throws GeneralSecurityException {
    RSAPublicKey key = (RSAPublicKey) publicKey("RSA", pem);
    if (key.getModulus().bitLength() < RSA_BITS_MIN) {
      throw new InvalidKeyException("2048 bits or more");
    }
    return key;
  }

  private static PublicKey p256Key(String pem) throws GeneralSecurityException {
    ECPublicKey key = (ECPublicKey) publicKey("EC", pem);
    AlgorithmParameters p256 = AlgorithmParameters.getInstance("EC");
    p256.init(new ECGenParameterSpec("secp256r1"));
    ECParameterSpec curve = p256.getParameterSpec(ECParameterSpec.class);
    if (!key.getParams().getCurve().equals(curve.getCurve())) {
      throw new InvalidKeyException("another curve than P-256");
    }
    return key;
  }

  private interface Check {
    boolean verify(byte[] signed, byte[] signature) throws GeneralSecurityException;
  }
}
