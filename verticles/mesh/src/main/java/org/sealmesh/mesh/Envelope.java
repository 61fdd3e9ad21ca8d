package org.sealmesh.mesh;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/// A sealed, signed event or pointer in flight (docs/PROTOCOL.md §3). Holders of this class cannot
/// open it.
///
/// The array is shared, not copied, since the same bytes go to thousands of sockets: nobody writes
/// to it.
public final class Envelope {
  public static final byte VERSION = 1;
  public static final int HEADER_BYTES = 46;
  public static final int NONCE_BYTES = 12;
  public static final int TAG_BYTES = 16;
  public static final int SIGNATURE_BYTES = 64;
  public static final int BYTES_MIN = HEADER_BYTES + NONCE_BYTES + TAG_BYTES + SIGNATURE_BYTES;

  private static final int TIMELINE_AT = 1;
  private static final int CONVERSATION_AT = 17;
  private static final int SEQ_AT = 33;
  private static final int EPOCH_AT = 41;
  private static final int TYPE_AT = 45;

  private final byte[] bytes;

  private Envelope(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Checks version, type, lengths and number ranges; says nothing of signature or content.
  ///
  /// @throws IllegalArgumentException if the bytes are no envelope of version 1
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Envelope of(byte[] bytes) {
    if (bytes.length < BYTES_MIN || bytes.length > Limits.ENVELOPE_BYTES_MAX) {
      throw new IllegalArgumentException("an envelope has 138 to 49,128 bytes");
    }
    if (bytes[0] != VERSION) {
      throw new IllegalArgumentException("unknown envelope version");
    }
    Envelope envelope = new Envelope(bytes);
    Type type = envelope.type();
    long seq = envelope.seq().value();
    if ((type == Type.EVENT) != (seq > 0)) {
      throw new IllegalArgumentException("an event has a seq, a pointer has none");
    }
    envelope.epoch();
    return envelope;
  }

  /// The first 46 bytes: what the seal authenticates beside the content.
  public static byte[] header(
      Timeline timeline, RoutingId conversation, Seq seq, Epoch epoch, Type type) {
    return ByteBuffer.allocate(HEADER_BYTES)
        .put(VERSION)
        .put(timeline.bytes())
        .put(conversation.bytes())
        .putLong(seq.value())
        .putInt(epoch.value())
        .put(type.code)
        .array();
  }

  /// The whole envelope. Shared: read only.
  @JsonValue
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return bytes.length;
  }

  public Timeline timeline() {
    return new Timeline(uuidAt(TIMELINE_AT));
  }

  public RoutingId conversation() {
    return new RoutingId(uuidAt(CONVERSATION_AT));
  }

  public Seq seq() {
    return new Seq(ByteBuffer.wrap(bytes).getLong(SEQ_AT));
  }

  public Epoch epoch() {
    return new Epoch(ByteBuffer.wrap(bytes).getInt(EPOCH_AT));
  }

  public Type type() {
    return Type.of(bytes[TYPE_AT]);
  }

  private UUID uuidAt(int offset) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, 16);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Envelope e && Arrays.equals(bytes, e.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Envelope(" + bytes.length + " bytes)";
  }

  /// What is inside.
  public enum Type {
    EVENT(1),
    POINTER(2);

    private final byte code;

    Type(int code) {
      this.code = (byte) code;
    }

    public byte code() {
      return code;
    }

    static Type of(byte code) {
      return switch (code) {
        case 1 -> EVENT;
        case 2 -> POINTER;
        default -> throw new IllegalArgumentException("unknown envelope type");
      };
    }
  }
}
