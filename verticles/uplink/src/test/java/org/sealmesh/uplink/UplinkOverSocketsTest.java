package org.sealmesh.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.uplink.UplinkTls;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.TestAuthority;
import org.sealmesh.relay.TestBrowser;
import org.sealmesh.relay.TestNode;
import org.sealmesh.relay.uplink.TestDialler;

/// Both ends over real sockets and real TLS: an origin's bus on one side, browsers on the other.
@Tag("long")
class UplinkOverSocketsTest {
  @TempDir static Path folder;
  private static UplinkTls relayTls;
  private static UplinkTls originTls;
  private static UplinkTls elsewhere;
  private static UplinkTls strangers;

  private final TestNode node = new TestNode(RelayConfig.DEFAULTS, 1);
  private TestUplink uplink;

  @BeforeAll
  static void issue() throws Exception {
    TestAuthority site = new TestAuthority(Files.createDirectory(folder.resolve("site")));
    relayTls = site.issue("relay");
    originTls = site.issue("origin");
    elsewhere = site.issue("elsewhere", "SAN=dns:relay.example");
    UplinkTls theirs =
        new TestAuthority(Files.createDirectory(folder.resolve("other"))).issue("relay");
    // They let the origin in, so that it is the origin that must not go there.
    strangers = new UplinkTls(theirs.certificate(), theirs.key(), relayTls.authority());
  }

  @AfterEach
  void close() {
    if (uplink != null) {
      uplink.close();
    }
    node.close();
  }

  @Test
  void bringsAFanOutFromTheOriginsBusToABrowser() {
    TestUplink.Server server = new TestUplink.Server(node, "eu", relayTls, 0);
    uplink = dialling(server.url("eu"));
    server.awaitAttached();
    RoutingId anna = node.origin.rid();
    TestBrowser browser = node.welcomed(node.origin.ticket(anna));

    RouterMessage.FanOut fanOut = fanOut(anna);
    assertThat(TestNode.await(uplink.ask(fanOut)).unacked()).isEmpty();
    assertThat(browser.expect(ServerFrame.Event.class).data()).isEqualTo(fanOut.envelope());
    assertThat(uplink.privateHandlers).hasValue(0);
    assertThat(uplink.signatures).hasValue(1);
  }

  @Test
  void takesBackATicketAtTheFarEnd() {
    TestUplink.Server server = new TestUplink.Server(node, "eu", relayTls, 0);
    uplink = dialling(server.url("eu"));
    server.awaitAttached();
    Claims.Ticket ticket = node.origin.ticket(node.origin.rid());
    TestBrowser browser = node.welcomed(ticket);

    var revoke = new RouterMessage.Revoke(node.origin.sign(node.origin.revocation(ticket)));
    assertThat(TestNode.await(uplink.ask(revoke)).unacked()).isEmpty();
    browser.expectClosed(CloseCode.TICKET_REVOKED);
  }

  @Test
  void comesBackWhenTheRelayDoes() {
    TestUplink.Server first = new TestUplink.Server(node, "eu", relayTls, 0);
    uplink = dialling(first.url("eu"));
    first.awaitAttached();
    first.stop();
    TestUplink.Server second = new TestUplink.Server(node, "eu", relayTls, first.port());
    second.awaitAttached();
    RoutingId anna = node.origin.rid();
    TestBrowser browser = node.welcomed(node.origin.ticket(anna));
    assertThat(TestNode.await(uplink.ask(fanOut(anna))).unacked()).isEmpty();
    browser.expect(ServerFrame.Event.class);
  }

  @Test
  void carriesManyAtATimeInTheOrderAsked() {
    TestUplink.Server server = new TestUplink.Server(node, "eu", relayTls, 0);
    uplink = dialling(server.url("eu"));
    server.awaitAttached();
    RoutingId anna = node.origin.rid();
    RoutingId conversation = node.origin.rid();
    TestBrowser browser = node.welcomed(node.origin.ticket(anna));
    int count = 200;
    List<Future<RouterMessage.FannedOut>> asked =
        java.util.stream.LongStream.rangeClosed(1, count)
            .mapToObj(seq ->
                uplink.ask(
                    new RouterMessage.FanOut(
                        List.of(anna), node.origin.envelope(conversation, seq))))
            .toList();
    asked.forEach(answer -> assertThat(TestNode.await(answer).unacked()).isEmpty());
    for (long seq = 1; seq <= count; seq++) {
      assertThat(browser.expect(ServerFrame.Event.class).data().seq().value()).isEqualTo(seq);
    }
  }

  @Test
  void doesNotGoToARelayOfAnotherAuthority() {
    TestUplink.Server server = new TestUplink.Server(node, "eu", strangers, 0);
    uplink = dialling(server.url("eu"));
    uplink.meter.await("sealmesh_uplink_dial_failures");
    assertThat(uplink.signatures).hasValue(0);
    // It is their authority alone that keeps the origin away.
    TestNode.await(
        TestDialler.dial(
            uplink.vertx,
            server.port(),
            options ->
                originTls
                    .client(options, Duration.ofMinutes(1))
                    .setTrustAll(true)
                    .setVerifyHost(false)));
  }

  @Test
  void doesNotGoToARelayThatHasAnotherName() {
    TestUplink.Server server = new TestUplink.Server(node, "eu", elsewhere, 0);
    uplink = dialling(server.url("eu"));
    uplink.meter.await("sealmesh_uplink_dial_failures");
    assertThat(uplink.signatures).hasValue(0);
    // It is the name alone that keeps the origin away.
    TestNode.await(
        TestDialler.dial(
            uplink.vertx,
            server.port(),
            options -> originTls.client(options, Duration.ofMinutes(1)).setVerifyHost(false)));
  }

  @Test
  void isNotLetInByARelayOfAnotherMesh() {
    TestUplink.Server server = new TestUplink.Server(node, "us", relayTls, 0);
    uplink = dialling(server.url("eu"));
    for (int i = 0; i < 2; i++) {
      uplink.meter.await("sealmesh_uplink_dials");
    }
    assertThat(server.presence).containsExactly("opening");
  }

  @Test
  void asksTwoMeshesAndDoesWithoutTheOneThatIsAway() {
    try (TestNode other = new TestNode(RelayConfig.DEFAULTS, 1)) {
      TestUplink.Server eu = new TestUplink.Server(node, "eu", relayTls, 0);
      TestUplink.Server us = new TestUplink.Server(other, "us", relayTls, 0);
      // Test origins of one seed have the same key, so both meshes know this one.
      uplink = dialling(eu.url("eu"), us.url("us"));
      eu.awaitAttached();
      RoutingId anna = node.origin.rid();
      TestBrowser browser = node.welcomed(node.origin.ticket(anna));
      us.stop();
      Set<NodeId> unacked = TestNode.await(uplink.ask(fanOut(anna))).unacked();
      assertThat(unacked).containsExactly(new NodeId("us"));
      browser.expect(ServerFrame.Event.class);
    }
  }

  private TestUplink dialling(String... relays) {
    return new TestUplink(node.origin, Configs.dialling(originTls, relays));
  }

  private RouterMessage.FanOut fanOut(RoutingId to) {
    return new RouterMessage.FanOut(List.of(to), node.origin.envelope(node.origin.rid(), 1));
  }
}
