package org.sealmesh.mesh;

import org.sealmesh.bus.fake.SeededRecords;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.Signer;

/// Seeded records of the mesh's vocabulary.
final class MeshRecords {
  static SeededRecords seeded(long seed) {
    SeededRecords records = new SeededRecords(seed);
    return records
        .with(NodeId.class, random -> new NodeId("node-" + random.nextInt(1000)))
        .with(SignedToken.class, random -> new SignedToken("a.b-_." + random.nextInt(1000)))
        .with(Signer.class, random -> Signer.of(records.bytes(Signer.KEY_BYTES)))
        .with(Envelope.class, random -> envelope(records, random.nextInt(2000)))
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

  static Signal signal(SeededRecords records) {
    byte[] bytes = records.bytes(Signal.BYTES_MIN + 16);
    bytes[0] = Signal.VERSION;
    bytes[1] = 3;
    // The first bytes of epoch, counter and time, so that each is in its range.
    bytes[50] = 1;
    bytes[54] = bytes[55] = bytes[62] = bytes[63] = 0;
    return Signal.of(bytes);
  }

  private MeshRecords() {}
}
