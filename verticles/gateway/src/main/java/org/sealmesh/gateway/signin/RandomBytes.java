package org.sealmesh.gateway.signin;

import java.security.SecureRandom;
import java.util.Base64;

/// Where ids and tokens come from, so that tests can know them.
@FunctionalInterface
public interface RandomBytes {
  /// So many bytes that nobody can foresee.
  byte[] bytes(int count);

  /// The same in base64url.
  default String text(int count) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(count));
  }

  static RandomBytes secure() {
    SecureRandom random = new SecureRandom();
    return count -> {
      byte[] bytes = new byte[count];
      random.nextBytes(bytes);
      return bytes;
    };
  }
}
