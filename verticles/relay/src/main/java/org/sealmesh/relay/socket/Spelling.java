package org.sealmesh.relay.socket;

import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.frame.ServerFrame;

/// What a frame looks like on a socket's way: a format of the protocol, and what carries it.
enum Spelling {
  /// One frame in one binary message.
  CBOR(FrameFormat.CBOR, Carrier.BINARY),
  /// One frame in one text message.
  JSON(FrameFormat.JSON, Carrier.TEXT);

  private final FrameFormat format;
  private final Carrier carrier;

  Spelling(FrameFormat format, Carrier carrier) {
    this.format = format;
    this.carrier = carrier;
  }

  static Spelling of(FrameFormat format) {
    return switch (format) {
      case CBOR -> CBOR;
      case JSON -> JSON;
    };
  }

  Carrier carrier() {
    return carrier;
  }

  /// The longest message that a browser may send.
  int messageBytesMax() {
    return Limits.FRAME_BYTES_MAX;
  }

  byte[] write(ServerFrame frame) {
    return format.write(frame);
  }

  /// @throws Wire.Malformed if the message is anything else than a frame
  ClientFrame read(byte[] message) throws Wire.Malformed {
    return format.read(message, ClientFrame.class);
  }

  /// Which of a WebSocket's two kinds of message (RFC 6455 §5.6).
  enum Carrier {
    TEXT,
    BINARY
  }
}
