package org.sealmesh.relay.socket;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.frame.ServerFrame;

/// One frame, encoded once, however many sockets it goes to.
///
/// Safe to hand from thread to thread. The payload is shared: read only.
public final class EncodedFrame {
  private final byte[] payload;
  private @Nullable String text;

  private EncodedFrame(byte[] payload) {
    this.payload = payload;
  }

  public static EncodedFrame of(ServerFrame frame) {
    return new EncodedFrame(Wire.json().write(frame));
  }

  /// UTF-8.
  byte[] payload() {
    return payload;
  }

  /// For the plain writer alone. Two threads may both make the string; either is right.
  String text() {
    String made = text;
    if (made == null) {
      made = new String(payload, StandardCharsets.UTF_8);
      text = made;
    }
    return made;
  }
}
