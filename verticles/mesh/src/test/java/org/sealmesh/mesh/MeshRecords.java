package org.sealmesh.mesh;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.sealmesh.bus.fake.SeededRecords;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallSignal;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.call.Sighting;
import org.sealmesh.mesh.fake.CallVoice;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.Fresh;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.Signer;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;

/// Seeded records of the mesh's vocabulary.
final class MeshRecords {
  static SeededRecords seeded(long seed) {
    SeededRecords records = new SeededRecords(seed);
    return records
        .with(NodeId.class, random -> new NodeId("node-" + random.nextInt(1000)))
        .with(SignedToken.class, random -> new SignedToken("a.b-_." + random.nextInt(1000)))
        .with(Fresh.class, random -> new Fresh(records.bytes(Fresh.BYTES)))
        .with(Claims.Uplink.class, random -> uplink(records, random.nextInt(1000)))
        .with(RelayFrame.Open.class, random -> new RelayFrame.Open(1 + random.nextInt(1000)))
        .with(OriginFrame.FanOut.class, random -> fanOut(records, 1 + random.nextInt(5)))
        .with(Signer.class, random -> Signer.of(records.bytes(Signer.KEY_BYTES)))
        .with(Envelope.class, random -> envelope(records, random.nextInt(2000)))
        .with(CallSignal.class, random -> callSignal(records, random.nextInt(1000)))
        .with(Sighting.class, random -> sighting(records, random.nextInt(1000)))
        .with(Signal.class, random -> signal(records));
  }

  static Envelope envelope(SeededRecords records, int contentBytes) {
    byte[] bytes = records.bytes(Envelope.BYTES_MIN + contentBytes);
    byte[] header =
        Envelope.header(
            records.next(Timeline.class),
            records.next(RoutingId.class),
            new Seq(1),
            records.next(Epoch.class),
            Envelope.Type.EVENT);
    System.arraycopy(header, 0, bytes, 0, header.length);
    return Envelope.of(bytes);
  }

  static OriginFrame.FanOut fanOut(SeededRecords records, int targets) {
    return new OriginFrame.FanOut(
        records.next(Long.class),
        Stream.generate(() -> records.next(RoutingId.class)).limit(targets).toList(),
        envelope(records, 100));
  }

  private static Claims.Uplink uplink(SeededRecords records, int mesh) {
    return new Claims.Uplink(
        "mesh-" + mesh,
        records.next(Fresh.class),
        records.next(Fresh.class),
        records.next(Instant.class),
        records.next(Instant.class));
  }

  static Signal signal(SeededRecords records) {
    byte[] bytes = records.bytes(Signal.BYTES_MIN + 16);
    bytes[0] = Signal.VERSION;
    bytes[1] = 3;
    // The first bytes of epoch, counter and time, so that each is in its range.
    bytes[50] = 1;
    bytes[54] = bytes[55] = bytes[62] = bytes[63] = 0;
    return Signal.of(bytes);
  }

  private static Sighting sighting(SeededRecords records, int last) {
    return new Sighting(
        records.next(PartyId.class), Duration.ofMillis(2L * last), Duration.ofMillis(last));
  }

  static CallSignal callSignal(SeededRecords records, int counter) {
    return new CallVoice(
            records.next(RoutingId.class),
            records.next(CallId.class),
            records.next(RoutingId.class),
            records.next(DeviceId.class),
            records.next(PartyId.class),
            records.next(RoutingId.class))
        .says(CallSignal.Type.ACCEPT, counter, Instant.ofEpochMilli(counter));
  }

  private MeshRecords() {}
}
