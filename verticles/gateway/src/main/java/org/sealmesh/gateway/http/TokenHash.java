package org.sealmesh.gateway.http;

import java.util.Arrays;
import org.sealmesh.gateway.signin.Sha256;

/// What stands for a bearer token everywhere but in the browser.
///
/// @param bytes SHA-256 of the token's text
public record TokenHash(byte[] bytes) {
  public static TokenHash of(String token) {
    return new TokenHash(Sha256.of(token));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenHash h && Arrays.equals(bytes, h.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "TokenHash(…)";
  }
}
