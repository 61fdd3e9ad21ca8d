package org.sealmesh.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.SeededRecords;
import org.sealmesh.bus.fake.WireConformance;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.uplink.OriginFrame;
import org.sealmesh.mesh.uplink.RelayFrame;

class MeshVocabularyTest {
  private final WireConformance conformance = new WireConformance(MeshRecords.seeded(20_300_102));

  @Test
  void bringsBackEveryRecordOfEveryAddress() {
    Set<Class<?>> records = new LinkedHashSet<>();
    records.addAll(WireConformance.reachable(MeshAddresses.ROUTER));
    records.addAll(WireConformance.reachable(MeshAddresses.relay(new NodeId("n"))));
    records.addAll(WireConformance.reachable(MeshAddresses.peer(new NodeId("n"))));
    records.addAll(WireConformance.reachable(MeshAddresses.SIGNALING));

    assertThat(records)
        .contains(
            RouterMessage.FanOut.class,
            RelayMessage.Revoked.class,
            PeerMessage.Delta.class,
            PeerMessage.SnapshotWanted.class);
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
  void fitsWhatRoutersTellEachOtherIntoAFrame() {
    NodeId node = new NodeId("n".repeat(64));
    SeededRecords records = MeshRecords.seeded(1);
    List<RoutingId> rids =
        Stream.generate(() -> records.next(RoutingId.class)).limit(PeerMessage.RIDS_MAX).toList();
    SignedToken token = new SignedToken("t".repeat(Limits.TOKEN_CHARS_MAX));
    int parts = Integer.MAX_VALUE;

    assertThat(
            List.of(
                new PeerMessage.Delta(
                    node, Long.MIN_VALUE, 0, Long.MAX_VALUE, rids, List.of(), Long.MIN_VALUE),
                new PeerMessage.Snapshot(node, Long.MIN_VALUE, 0, parts - 1, parts, rids),
                new PeerMessage.Recalled(
                    node,
                    Collections.nCopies(PeerMessage.TOKENS_MAX, token),
                    PeerMessage.Completeness.MORE_FOLLOW)))
        .allSatisfy(message ->
            assertThat(Wire.cbor().write(message).length)
                .isLessThanOrEqualTo(Limits.FRAME_BYTES_MAX));
  }

  @Test
  void bringsBackEveryFrameOfTheUplink() {
    WireConformance.reachable(OriginFrame.class).forEach(conformance::check);
    WireConformance.reachable(RelayFrame.class).forEach(conformance::check);
    conformance.checkMembersOf(OriginFrame.class);
    conformance.checkMembersOf(RelayFrame.class);
  }

  @Test
  void fitsEveryAnswerIntoAFrame() {
    Set<NodeId> nodes =
        IntStream.range(0, RelayFrame.FannedOut.UNACKED_MAX)
            .mapToObj(i -> new NodeId("%064d".formatted(i)))
            .collect(Collectors.toSet());

    assertThat(Wire.cbor().write(new RelayFrame.FannedOut(Long.MAX_VALUE, nodes)).length)
        .isLessThanOrEqualTo(Limits.FRAME_BYTES_MAX);
  }

  @Test
  void fitsEveryPartOfTheLargestDeliveryIntoAFrame() {
    SeededRecords records = MeshRecords.seeded(1);
    Envelope largest =
        MeshRecords.envelope(records, Limits.ENVELOPE_BYTES_MAX - Envelope.BYTES_MIN);
    List<RoutingId> targets =
        Stream.generate(() -> records.next(RoutingId.class))
            .limit(RouterMessage.FanOut.TARGETS_MAX)
            .toList();

    List<RelayMessage.Deliver> parts = RelayMessage.Deliver.of(targets, largest);

    assertThat(parts).hasSize(2);
    assertThat(parts.stream().flatMap(part -> part.targets().stream()).toList()).isEqualTo(targets);
    // What the bus adds are three names and two addresses, of which an id of 64 is the longest.
    int aroundIt = 512;
    assertThat(parts)
        .allSatisfy(part ->
            assertThat(Wire.cbor().write(part).length + aroundIt)
                .isLessThanOrEqualTo(Limits.FRAME_BYTES_MAX));
    assertThatThrownBy(() -> new RelayMessage.Deliver(targets, largest))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(RelayMessage.Deliver.of(targets, MeshRecords.envelope(records, 40_000))).hasSize(1);
  }

  @Test
  void fitsTheLargestEnvelopeIntoAFrame() {
    int content = Limits.ENVELOPE_BYTES_MAX - Envelope.BYTES_MIN;
    Envelope envelope = MeshRecords.envelope(MeshRecords.seeded(1), content);

    assertThat(Wire.json().write(new ServerFrame.Event(envelope)).length)
        .isLessThanOrEqualTo(Limits.FRAME_BYTES_MAX);
  }
}
