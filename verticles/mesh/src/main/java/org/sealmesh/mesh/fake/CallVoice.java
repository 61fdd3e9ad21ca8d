package org.sealmesh.mesh.fake;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.sealmesh.bus.wire.Id;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;

/// One party of a call, for tests: what it says has a right header, and content that does not open.
public record CallVoice(
    RoutingId conversation,
    CallId call,
    RoutingId sender,
    DeviceId device,
    PartyId party,
    RoutingId to) {
  private static final byte FIRST_TYPE = 16;

  public CallSignal says(CallSignal.Type type, long counter, Instant expires, PartyId toParty) {
    return CallSignal.of(bytes(FIRST_TYPE + type.ordinal(), counter, expires, toParty));
  }

  /// To all parties of the other one.
  public CallSignal says(CallSignal.Type type, long counter, Instant expires) {
    return says(type, counter, expires, PartyId.ALL);
  }

  public byte[] bytes(int type, long counter, Instant expires, PartyId toParty) {
    ByteBuffer bytes = ByteBuffer.allocate(CallSignal.BYTES_MIN);
    bytes.put(CallSignal.VERSION).put((byte) type);
    put(bytes, conversation);
    put(bytes, sender);
    put(bytes, device);
    bytes.putInt(1).putLong(counter).putLong(expires.toEpochMilli());
    put(bytes, call);
    put(bytes, party);
    put(bytes, to);
    put(bytes, toParty);
    return bytes.array();
  }

  private static void put(ByteBuffer bytes, Id id) {
    bytes.putLong(id.value().getMostSignificantBits());
    bytes.putLong(id.value().getLeastSignificantBits());
  }
}
