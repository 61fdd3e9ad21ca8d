package org.sealmesh.relay.socket;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.frame.ServerFrame;

/// One frame, encoded once for each spelling that some socket wants, however many sockets it goes
/// to.
///
/// Safe to hand from thread to thread. The payload is shared: read only.
public final class EncodedFrame {
  private final Function<Spelling, byte[]> encoder;
  private final AtomicReferenceArray<@Nullable Payload> payloads =
      new AtomicReferenceArray<>(Spelling.values().length);

  private EncodedFrame(Function<Spelling, byte[]> encoder) {
    this.encoder = encoder;
  }

  public static EncodedFrame of(ServerFrame frame) {
    return new EncodedFrame(spelling -> spelling.write(frame));
  }

  /// What is no frame of the protocol, but of what carries it: the same bytes in every spelling.
  static EncodedFrame literal(String ascii) {
    byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    return new EncodedFrame(spelling -> bytes);
  }

  /// The same object for the same spelling, always.
  Payload payload(Spelling spelling) {
    Payload made = payloads.get(spelling.ordinal());
    return made == null ? encode(spelling) : made;
  }

  /// Entered once per frame and spelling. A loop that comes in the meantime waits for these bytes
  /// as long as it would take to make them.
  private synchronized Payload encode(Spelling spelling) {
    Payload made = payloads.get(spelling.ordinal());
    if (made == null) {
      made = new Payload(encoder.apply(spelling));
      payloads.set(spelling.ordinal(), made);
    }
    return made;
  }

  /// The bytes of a frame in one spelling.
  static final class Payload {
    private final byte[] bytes;
    private @Nullable String text;

    private Payload(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    /// Of a text, for the plain writer alone. Two threads may both make the string; either is
    /// right.
    String text() {
      String made = text;
      if (made == null) {
        made = new String(bytes, StandardCharsets.UTF_8);
        text = made;
      }
      return made;
    }
  }
}
