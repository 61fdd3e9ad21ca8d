package org.sealmesh.persistence;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/// Text folded for comparing without regard to case, in UTF-8: both databases compare bytes alike,
/// whatever their collations are.
public final class CaseKey {
  /// As long as the shortest column for one.
  static final int BYTES_MAX = 512;

  private final byte[] bytes;

  private CaseKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /// To compare for equality.
  ///
  /// @throws IllegalArgumentException if the text is too long to be compared whole
  static byte[] exact(String text) {
    byte[] folded = fold(text);
    if (folded.length > BYTES_MAX) {
      throw new IllegalArgumentException("too long for a key");
    }
    return folded;
  }

  /// To sort by and to search in by prefix: the beginning, if it is longer than a key can be.
  public static byte[] sortable(String text) {
    byte[] folded = fold(text);
    return folded.length > BYTES_MAX ? Arrays.copyOf(folded, BYTES_MAX) : folded;
  }

  /// All keys that begin with the prefix lie in `from() ≤ key < to()`. Nothing in a prefix has to
  /// be escaped this way.
  static CaseKey prefix(String prefix) {
    return new CaseKey(sortable(prefix));
  }

  byte[] from() {
    return bytes.clone();
  }

  byte[] to() {
    // UTF-8 has no byte 0xFF, so nothing that begins with the prefix lies above this.
    byte[] end = Arrays.copyOf(bytes, bytes.length + 1);
    end[bytes.length] = (byte) 0xFF;
    return end;
  }

  private static byte[] fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .getBytes(StandardCharsets.UTF_8);
  }
}
