package org.sealmesh.mesh.call;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.RoutingId;

/// What one party of a call says to another, sealed by its browser (docs/PROTOCOL.md §9). Holders
/// of this class see who speaks, to whom and what about, and cannot open it.
///
/// The array is shared: read only.
public final class CallSignal {
  public static final byte VERSION = 1;
  public static final int HEADER_BYTES = 134;
  public static final int BYTES_MIN = HEADER_BYTES + Envelope.NONCE_BYTES + Envelope.TAG_BYTES;

  private static final int TYPE_AT = 1;
  private static final int CONVERSATION_AT = 2;
  private static final int SENDER_AT = 18;
  private static final int DEVICE_AT = 34;
  private static final int EPOCH_AT = 50;
  private static final int COUNTER_AT = 54;
  private static final int EXPIRES_AT = 62;
  private static final int CALL_AT = 70;
  private static final int PARTY_AT = 86;
  private static final int TO_AT = 102;
  private static final int TO_PARTY_AT = 118;
  private static final long NUMBER_MAX = (1L << 53) - 1;

  private final byte[] bytes;

  private CallSignal(byte[] bytes) {
    this.bytes = bytes;
  }

  /// What is said. The order is the protocol's.
  public enum Type {
    INVITE,
    RINGING,
    ACCEPT,
    SELECT_ANSWER,
    REJECT,
    BUSY,
    CANCEL,
    LEAVE,
    DESCRIPTION,
    CANDIDATES,
    RESTART_ICE,
    CONNECTED,
    SENDING,
    SYNC_STATE,
    /// Of a group's call, as the next two: I am here, and this is how a media key is handed to me.
    PRESENT,
    MEDIA_KEY,
    WANT_MEDIA_KEY;

    private static final int FIRST = 16;
    private static final Type[] ALL = values();

    private static @Nullable Type of(byte code) {
      int index = code - FIRST;
      return index < 0 || index >= ALL.length ? null : ALL[index];
    }
  }

  /// Checks version, type, lengths and number ranges; whether it opens, its receivers find out.
  ///
  /// @throws IllegalArgumentException if the bytes are no call signal of version 1
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static CallSignal of(byte[] bytes) {
    if (bytes.length < BYTES_MIN || bytes.length > Limits.CALL_SIGNAL_BYTES_MAX) {
      throw new IllegalArgumentException("a call signal has 162 to 16,384 bytes");
    }
    if (bytes[0] != VERSION || Type.of(bytes[TYPE_AT]) == null) {
      throw new IllegalArgumentException("unknown call signal version or type");
    }
    ByteBuffer numbers = ByteBuffer.wrap(bytes);
    if (numbers.getInt(EPOCH_AT) < 1
        || !counts(numbers.getLong(COUNTER_AT))
        || !counts(numbers.getLong(EXPIRES_AT))) {
      throw new IllegalArgumentException("an epoch, counter or time out of range");
    }
    CallSignal signal = new CallSignal(bytes);
    if (signal.party().equals(PartyId.ALL)) {
      throw new IllegalArgumentException("a call signal is said by one party");
    }
    return signal;
  }

  private static boolean counts(long number) {
    return number >= 0 && number <= NUMBER_MAX;
  }

  @JsonValue
  public byte[] bytes() {
    return bytes;
  }

  public Type type() {
    Type type = Type.of(bytes[TYPE_AT]);
    if (type == null) {
      throw new IllegalStateException("the type was checked");
    }
    return type;
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

  /// Grows with every signal of the party in the call.
  public long counter() {
    return ByteBuffer.wrap(bytes).getLong(COUNTER_AT);
  }

  /// After this nobody passes it on or believes it.
  public Instant expires() {
    return Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong(EXPIRES_AT));
  }

  public CallId call() {
    return new CallId(uuidAt(CALL_AT));
  }

  /// Who speaks.
  public PartyId party() {
    return new PartyId(uuidAt(PARTY_AT));
  }

  /// The user whom it is for.
  public RoutingId to() {
    return new RoutingId(uuidAt(TO_AT));
  }

  /// One of her parties, or [PartyId#ALL].
  public PartyId toParty() {
    return new PartyId(uuidAt(TO_PARTY_AT));
  }

  private UUID uuidAt(int offset) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, 16);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallSignal s && Arrays.equals(bytes, s.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "CallSignal(" + type() + ", " + bytes.length + " bytes)";
  }
}
