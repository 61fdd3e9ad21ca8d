package org.sealmesh.mesh;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/// A typing or presence sign that a browser sealed (docs/PROTOCOL.md §4). The array is shared: read
/// only.
public final class Signal {
  public static final byte VERSION = 1;
  public static final int HEADER_BYTES = 70;
  public static final int BYTES_MIN = HEADER_BYTES + Envelope.NONCE_BYTES + Envelope.TAG_BYTES;

  private static final int CONVERSATION_AT = 2;
  private static final int SENDER_AT = 18;
  private static final int DEVICE_AT = 34;

  private final byte[] bytes;

  private Signal(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @throws IllegalArgumentException if the bytes are no signal of version 1
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Signal of(byte[] bytes) {
    if (bytes.length < BYTES_MIN || bytes.length > Limits.SIGNAL_BYTES_MAX) {
      throw new IllegalArgumentException("a signal has 98 to 1,024 bytes");
    }
    if (bytes[0] != VERSION || (bytes[1] != 3 && bytes[1] != 4)) {
      throw new IllegalArgumentException("unknown signal version or type");
    }
    return new Signal(bytes);
  }

  @JsonValue
  public byte[] bytes() {
    return bytes;
  }

  public RoutingId conversation() {
    return new RoutingId(uuidAt(CONVERSATION_AT));
  }

  public RoutingId sender() {
    return new RoutingId(uuidAt(SENDER_AT));
  }

  public DeviceId device() {
    return new DeviceId(uuidAt(DEVICE_AT));
  }

  private UUID uuidAt(int offset) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, 16);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signal s && Arrays.equals(bytes, s.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Signal(" + bytes.length + " bytes)";
  }
}
