package org.sealmesh.relay.socket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
  JSON(FrameFormat.JSON, Carrier.TEXT),
  /// Frames in JSON, each in a string of a list (SockJS 0.3): one frame in a message of ours, one
  /// or several in a browser's.
  SOCKJS(FrameFormat.JSON, Carrier.TEXT);

  /// SockJS's name for messages.
  private static final char MESSAGES = 'a';

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
    return switch (this) {
      case CBOR, JSON -> Limits.FRAME_BYTES_MAX;
      // A browser that comes back joins everything at once, and SockJS puts that into one message.
      case SOCKJS -> 2 * Limits.FRAME_BYTES_MAX;
    };
  }

  byte[] write(ServerFrame frame) {
    byte[] plain = format.write(frame);
    return switch (this) {
      case CBOR, JSON -> plain;
      case SOCKJS -> {
        String[] list = {new String(plain, StandardCharsets.UTF_8)};
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(MESSAGES);
        message.writeBytes(Wire.json().write(list));
        yield message.toByteArray();
      }
    };
  }

  /// @return at least one
  /// @throws Wire.Malformed if the message is anything else than frames
  List<ClientFrame> read(byte[] message) throws Wire.Malformed {
    return switch (this) {
      case CBOR, JSON -> List.of(format.read(message, ClientFrame.class));
      case SOCKJS -> readList(message);
    };
  }

  private List<ClientFrame> readList(byte[] message) throws Wire.Malformed {
    List<ClientFrame> frames = new ArrayList<>();
    for (String text : Wire.json().read(message, String[].class)) {
      if (text == null) {
        throw new Wire.Malformed("a list of texts");
      }
      frames.add(format.read(text.getBytes(StandardCharsets.UTF_8), ClientFrame.class));
    }
    if (frames.isEmpty()) {
      throw new Wire.Malformed("a list of at least one text");
    }
    return frames;
  }

  /// Which of a WebSocket's two kinds of message (RFC 6455 §5.6).
  enum Carrier {
    TEXT,
    BINARY
  }
}
