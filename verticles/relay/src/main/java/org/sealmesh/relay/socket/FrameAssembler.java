package org.sealmesh.relay.socket;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Limits;

/// Puts the parts of a fragmented text frame together, and never holds more than one frame may
/// have.
final class FrameAssembler {
  private @Nullable ByteArrayOutputStream parts;

  /// The first part of a text frame, or all of it.
  Assembled text(byte[] part, boolean isLast) {
    if (parts != null) {
      return new Assembled.Malformed();
    }
    if (part.length > Limits.FRAME_BYTES_MAX) {
      return new Assembled.TooLarge();
    }
    if (isLast) {
      return new Assembled.Whole(part);
    }
    parts = new ByteArrayOutputStream();
    parts.writeBytes(part);
    return new Assembled.Incomplete();
  }

  /// A further part.
  Assembled continuation(byte[] part, boolean isLast) {
    ByteArrayOutputStream begun = parts;
    if (begun == null) {
      return new Assembled.Malformed();
    }
    if (begun.size() + part.length > Limits.FRAME_BYTES_MAX) {
      parts = null;
      return new Assembled.TooLarge();
    }
    begun.writeBytes(part);
    if (!isLast) {
      return new Assembled.Incomplete();
    }
    parts = null;
    return new Assembled.Whole(begun.toByteArray());
  }

  /// What a part made of those before it.
  sealed interface Assembled {
    record Whole(byte[] bytes) implements Assembled {}

    record Incomplete() implements Assembled {}

    record Malformed() implements Assembled {}

    record TooLarge() implements Assembled {}
  }
}
