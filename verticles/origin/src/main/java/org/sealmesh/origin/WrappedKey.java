package org.sealmesh.origin;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/// A conversation key under the site's key file: useless without it. Only the crypto verticle opens
/// it.
public record WrappedKey(@JsonValue byte[] bytes) {
  public static final int BYTES_MAX = 256;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public WrappedKey {
    bytes = bytes.clone();
    if (bytes.length == 0 || bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException("a wrapped key has 1 to 256 bytes");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrappedKey w && Arrays.equals(bytes, w.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "WrappedKey(…)";
  }
}
