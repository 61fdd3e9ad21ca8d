package org.sealmesh.privacy;

import java.nio.charset.StandardCharsets;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.privacy.Erasure.Counts;

/// What was counted, and is erased once it is confirmed; then what was erased.
///
/// @param messages as it was shown to her: a setting that is changed later changes nothing of it
record ErasureResult(ErasedMessages messages, Counts counts) {
  String text() {
    return new String(Wire.json().write(this), StandardCharsets.UTF_8);
  }

  /// @throws IllegalStateException if it is not what [#text] writes
  static ErasureResult parse(String text) {
    try {
      return Wire.json().read(text.getBytes(StandardCharsets.UTF_8), ErasureResult.class);
    } catch (Wire.Malformed damaged) {
      throw new IllegalStateException("an erasure's result cannot be read", damaged);
    }
  }
}
