package org.sealmesh.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.WireConformance;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;

class MeshVocabularyTest {
  private final WireConformance conformance = new WireConformance(MeshRecords.seeded(20_300_102));

  @Test
  void bringsBackEveryRecordOfEveryAddress() {
    Set<Class<?>> records = new LinkedHashSet<>();
    records.addAll(WireConformance.reachable(MeshAddresses.ROUTER));
    records.addAll(WireConformance.reachable(MeshAddresses.relay(new NodeId("n"))));

    assertThat(records).contains(RouterMessage.FanOut.class, RelayMessage.Revoked.class);
    records.forEach(conformance::check);
  }

  @Test
  void bringsBackEveryFrameInBothFormats() {
    WireConformance.reachable(ClientFrame.class).forEach(conformance::check);
    WireConformance.reachable(ServerFrame.class).forEach(conformance::check);
    conformance.checkMembersOf(ClientFrame.class);
    conformance.checkMembersOf(ServerFrame.class);
    conformance.checkMembersOf(Claims.class);
  }

  @Test
  void fitsTheLargestEnvelopeIntoAFrame() {
    int content = Limits.ENVELOPE_BYTES_MAX - Envelope.BYTES_MIN;
    Envelope envelope = MeshRecords.envelope(MeshRecords.seeded(1), content);

    assertThat(Wire.json().write(new ServerFrame.Event(envelope)).length)
        .isLessThanOrEqualTo(Limits.FRAME_BYTES_MAX);
  }
}
