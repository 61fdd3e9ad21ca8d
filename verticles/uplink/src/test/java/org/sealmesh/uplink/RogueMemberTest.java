package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sealmesh.relay.TestNode.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.bus.Address;
import org.sealmesh.bus.Bus;
import org.sealmesh.bus.Meter;
import org.sealmesh.cluster.Cluster;
import org.sealmesh.cluster.RogueBus;
import org.sealmesh.cluster.TestProcess;
import org.sealmesh.cluster.Zone;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RelayMessage;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.origin.OriginAddresses;
import org.sealmesh.origin.persistence.PersistenceMessage;
import org.sealmesh.origin.persistence.SiteCommand;
import org.sealmesh.relay.TestAuthority;
import org.sealmesh.relay.TestBrowser;
import org.sealmesh.relay.TestNode;
import org.sealmesh.relay.TestOrigin;

/// A rogue in the cluster of a mesh, with all that a member has, and an origin that reaches this
/// mesh by its uplink: what it hears, what it can say, and how far it comes.
@Tag("long")
class RogueMemberTest {
  private static final int SENT = 20;
  private static final NodeId GATE = new NodeId("gate");
  private static final NodeId FAR = new NodeId("far");

  @TempDir private static Path folder;

  private static final List<Cluster> clusters = new ArrayList<>();
  private static TestNode gate;
  private static TestNode far;
  private static TestUplink uplink;
  private static RogueBus rogue;

  /// What it finds when it comes.
  private static Set<String> found;

  @BeforeAll
  static void start() {
    List<Integer> ports = TestProcess.freePorts(3);
    gate = node(GATE, ports, 0);
    far = node(FAR, ports, 1);
    TestAuthority site = new TestAuthority(folder);
    UplinkTls relayTls = site.issue("relay");
    TestUplink.Server server = new TestUplink.Server(gate, "eu", relayTls, 0);
    uplink = new TestUplink(gate.origin, Configs.dialling(site.issue("origin"), server.url("eu")));
    server.awaitAttached();
    rogue = RogueBus.join(TestProcess.config(ports.get(0), List.of(ports.get(0))));
    found = rogue.addresses();
  }

  private static TestNode node(NodeId name, List<Integer> ports, int place) {
    Cluster cluster =
        Cluster.join(
            TestProcess.config(ports.get(place), ports),
            Zone.MESH,
            name,
            Vertx.builder(),
            new VertxOptions(),
            Meter.NONE,
            reason -> {});
    clusters.add(cluster);
    return new TestNode(cluster.vertx(), cluster.members());
  }

  @AfterAll
  static void stop() {
    uplink.close();
    rogue.close();
    far.close();
    gate.close();
    clusters.forEach(Cluster::close);
  }

  /// No defence: what a member takes from another, and answers for it, is gone. Nobody can open it,
  /// and each browser finds at the origin what it misses.
  @Test
  void takesEnvelopesAndCannotReadThem() {
    RoutingId anna = gate.origin.rid();
    TestBrowser browser = far.welcomed(far.origin.ticket(anna));
    rogue.answer(MeshAddresses.relay(FAR), new RelayMessage.Delivered());
    List<Envelope> sent =
        LongStream.rangeClosed(1, SENT).mapToObj(seq -> gate.origin.envelope(anna, seq)).toList();
    for (Envelope envelope : sent) {
      RouterMessage.FanOut fanOut = new RouterMessage.FanOut(List.of(anna), envelope);
      // It lies that it has delivered, and is believed.
      assertThat(await(uplink.ask(fanOut)).unacked()).doesNotContain(new NodeId("eu_far"));
    }
    List<Envelope> taken =
        rogue.heard(MeshAddresses.relay(FAR)).stream()
            .filter(RelayMessage.Deliver.class::isInstance)
            .map(RelayMessage.Deliver.class::cast)
            .peek(deliver -> assertThat(deliver.targets()).containsExactly(anna))
            .map(RelayMessage.Deliver::envelope)
            .toList();
    assertThat(taken).isNotEmpty();
    List<Envelope> delivered = new ArrayList<>();
    for (int i = taken.size(); i < SENT; i++) {
      delivered.add(browser.expect(ServerFrame.Event.class).data());
    }
    // As they came: pseudonyms and sealed bytes, and each of them once.
    assertThat(delivered).doesNotContainAnyElementsOf(taken);
    delivered.addAll(taken);
    assertThat(delivered).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void findsTheMeshsSharedAddressesAndNoOther() {
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            Set.of(
                MeshAddresses.relay(GATE).name(),
                MeshAddresses.relay(FAR).name(),
                MeshAddresses.peer(GATE).name(),
                MeshAddresses.peer(FAR).name()));
  }

  /// It knows the names of the origin's addresses, and the origin listens at all of them.
  @Test
  void reachesNothingOfTheOrigin() {
    SiteCommand.GetSite question = new SiteCommand.GetSite();
    Address<PersistenceMessage> shared =
        Address.clustered(OriginAddresses.PERSISTENCE.name(), PersistenceMessage.class);
    assertThatThrownBy(() -> await(rogue.ask(shared, question)))
        .isInstanceOfSatisfying(
            Bus.Unanswered.class,
            nobody -> assertThat(nobody.reason()).isEqualTo(Bus.Reason.NOBODY_LISTENS));
    assertThat(uplink.privateHandlers).hasValue(0);

    // In the same cluster, at an address that is shared, it would be asked like anybody.
    AtomicInteger reached = new AtomicInteger();
    await(
        far.bus.handle(
            shared,
            message -> {
              reached.incrementAndGet();
              return Future.failedFuture("reached");
            }));
    assertThatThrownBy(() -> await(rogue.ask(shared, question)))
        .isInstanceOf(Bus.HandlerFailed.class);
    assertThat(reached).hasValue(1);
  }

  @Test
  void hearsNothingOfWhatTheOriginSaysToItself() {
    rogue.answer(OriginAddresses.OUTBOX, new RelayMessage.Delivered());
    rogue.answer(MeshAddresses.ROUTER, new RouterMessage.FannedOut(Set.of()));
    RoutingId bert = gate.origin.rid();
    assertThat(await(uplink.ask(fanOut(bert))).unacked()).isNotNull();
    assertThat(rogue.heard(OriginAddresses.OUTBOX)).isEmpty();
    // Nor what a relay says to the router of its own process.
    assertThat(rogue.heard(MeshAddresses.ROUTER)).isEmpty();
  }

  @Test
  void revokesNothingThatTheOriginDidNotSign() {
    Claims.Ticket ticket = gate.origin.ticket(gate.origin.rid());
    TestBrowser browser = gate.welcomed(ticket);
    Claims.Revocation revocation = gate.origin.revocation(ticket);
    TestOrigin stranger = new TestOrigin(99, java.time.Instant::now);
    Address<RelayMessage> relay = MeshAddresses.relay(GATE);

    assertThatThrownBy(
            () -> await(rogue.ask(relay, new RelayMessage.Revoke(stranger.sign(revocation)))))
        .isInstanceOf(Bus.HandlerFailed.class);
    assertThat(browser.socket().isClosed()).isFalse();
    // It is the signature alone that counts, not who brings it.
    await(rogue.ask(relay, new RelayMessage.Revoke(gate.origin.sign(revocation))));
    browser.expectClosed(CloseCode.TICKET_REVOKED);
  }

  private static RouterMessage.FanOut fanOut(RoutingId to) {
    return new RouterMessage.FanOut(List.of(to), gate.origin.envelope(to, 1));
  }
}
