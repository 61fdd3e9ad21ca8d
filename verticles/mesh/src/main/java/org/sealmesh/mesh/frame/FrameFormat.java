package org.sealmesh.mesh.frame;

import org.sealmesh.bus.wire.Wire;

/// How frames are spelled on a socket (docs/PROTOCOL.md §6): the same records in two formats, the
/// preferred one first.
///
/// Reading is for strangers' bytes: it takes exactly one frame in the format's one spelling, needs
/// memory in proportion to what is there, not to what is announced, and throws nothing but
/// [Wire.Malformed].
public enum FrameFormat {
  /// Bytes are bytes: an envelope is a quarter smaller than in JSON.
  CBOR("sealmesh.v1.cbor"),
  /// For people who look on, and for transports that carry text alone.
  JSON("sealmesh.v1.json");

  private final String subprotocol;

  FrameFormat(String subprotocol) {
    this.subprotocol = subprotocol;
  }

  /// What a browser asks for in `Sec-WebSocket-Protocol`.
  public String subprotocol() {
    return subprotocol;
  }

  public byte[] write(ServerFrame frame) {
    return writeAny(frame);
  }

  public byte[] write(ClientFrame frame) {
    return writeAny(frame);
  }

  private byte[] writeAny(Object frame) {
    return switch (this) {
      case CBOR -> FlatCbor.write(frame);
      case JSON -> Wire.json().write(frame);
    };
  }

  /// @param type [ClientFrame] or [ServerFrame]
  /// @throws Wire.Malformed if the bytes are not exactly one frame of the type
  public <T> T read(byte[] bytes, Class<T> type) throws Wire.Malformed {
    return switch (this) {
      case CBOR -> {
        FlatCbor.check(bytes);
        yield Wire.cbor().read(bytes, type);
      }
      case JSON -> Wire.json().read(bytes, type);
    };
  }
}
