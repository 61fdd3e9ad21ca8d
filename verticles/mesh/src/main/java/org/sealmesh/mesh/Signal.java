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
  private static final int EPOCH_AT = 50;
  private static final int COUNTER_AT = 54;
  private static final int TIME_AT = 62;
  private static final long NUMBER_MAX = (1L << 53) - 1;

  private final byte[] bytes;

  private Signal(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Checks version, type, lengths and number ranges; whether it opens, its receivers find out.
  ///
  /// @throws IllegalArgumentException if the bytes are no signal of version 1
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Signal of(byte[] bytes) {
    if (bytes.length < BYTES_MIN || bytes.length > Limits.SIGNAL_BYTES_MAX) {
      throw new IllegalArgumentException("a signal has 98 to 1,024 bytes");
    }
    if (bytes[0] != VERSION || (bytes[1] != 3 && bytes[1] != 4)) {
      throw new IllegalArgumentException("unknown signal version or type");
    }
    ByteBuffer numbers = ByteBuffer.wrap(bytes);
    if (numbers.getInt(EPOCH_AT) < 1
        || !counts(numbers.getLong(COUNTER_AT))
        || !counts(numbers.getLong(TIME_AT))) {
      throw new IllegalArgumentException("an epoch, counter or time out of range");
    }
    return new Signal(bytes);
  }

  private static boolean counts(long number) {
    return number >= 0 && number <= NUMBER_MAX;
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
