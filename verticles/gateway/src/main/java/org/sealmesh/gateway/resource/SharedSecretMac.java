package org.sealmesh.gateway.resource;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealmesh.bus.Secret;

/// By which servers of calls, coturn and Janus, know what the origin has issued: HMAC-SHA1 (RFC
/// 2104) under a secret that both have, in base64. They take no other one.
final class SharedSecretMac {
  private static final String HMAC = "HmacSHA1";

  static String of(Secret secret, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), HMAC));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("every Java has HMAC-SHA1", impossible);
    }
  }

  private SharedSecretMac() {}
}
