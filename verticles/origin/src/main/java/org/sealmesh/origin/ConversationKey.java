package org.sealmesh.origin;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.util.Arrays;

/// A conversation key in the clear, 32 bytes: for the members' browsers, over HTTPS, and for nobody
/// else.
public record ConversationKey(@JsonValue byte[] bytes) {
  public static final int BYTES = 32;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ConversationKey {
    bytes = bytes.clone();
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a conversation key has 32 bytes");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConversationKey k && MessageDigest.isEqual(bytes, k.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "ConversationKey(…)";
  }
}
