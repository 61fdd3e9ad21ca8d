package org.sealmesh.relay.socket;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// Puts the parts of a fragmented message together, and never holds more than one message may have.
final class FrameAssembler {
  private final int messageBytesMax;
  private @Nullable ByteArrayOutputStream parts;

  FrameAssembler(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /// The first part of a message, or all of it.
  Assembled first(byte[] part, boolean isLast) {
    if (parts != null) {
      return new Assembled.Malformed();
    }
    if (part.length > messageBytesMax) {
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
    if (begun.size() + part.length > messageBytesMax) {
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
