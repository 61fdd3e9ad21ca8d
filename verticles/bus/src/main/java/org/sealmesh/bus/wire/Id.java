package org.sealmesh.bus.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/// A 128-bit identifier: 16 bytes in binary formats, 22 characters of base64url in text.
///
/// The [UUID] is only a compact container of 128 bits; version and variant bits mean nothing here.
public interface Id {
  int BYTES = 16;
  int TEXT_CHARS = 22;

  UUID value();

  /// The 16 bytes, big-endian, in an array of the caller's own.
  @JsonValue
  default byte[] bytes() {
    return bytesOf(value());
  }

  /// The 22 characters that stand for this id in JSON and URLs.
  default String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
  }

  /// @throws IllegalArgumentException if there are not exactly 16 bytes
  static UUID uuid(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("an id has 16 bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /// Accepts the one canonical spelling only, so that equal ids are equal texts.
  ///
  /// @throws IllegalArgumentException if the text is not an id
  static UUID uuid(String text) {
    if (text.length() != TEXT_CHARS) {
      throw new IllegalArgumentException("an id has 22 characters");
    }
    UUID value = uuid(Base64.getUrlDecoder().decode(text));
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytesOf(value)).equals(text)) {
      throw new IllegalArgumentException("an id has one spelling");
    }
    return value;
  }

  private static byte[] bytesOf(UUID value) {
    return ByteBuffer.allocate(BYTES)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }
}
