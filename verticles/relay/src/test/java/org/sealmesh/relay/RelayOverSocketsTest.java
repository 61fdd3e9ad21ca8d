package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;

/// What browsers see, over real connections: the same for both writers, with TLS and without.
@ParameterizedClass
@EnumSource
class RelayOverSocketsTest {
  private static final String V1 = "sealmesh.v1.json";

  private final TestNode node;
  private final TestOrigin origin;

  RelayOverSocketsTest(Way way) {
    node = new TestNode(way.config(), 2, way.options.get());
    origin = node.origin;
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void deliversOneEnvelopeToAllSocketsOfTwoUsers() {
    RoutingId anna = origin.rid();
    RoutingId ben = origin.rid();
    List<TestBrowser> browsers =
        List.of(
            node.welcomed(origin.ticket(anna)),
            node.welcomed(origin.ticket(anna)),
            node.welcomed(origin.ticket(ben)));
    TestBrowser stranger = node.welcomed(origin.ticket(origin.rid()));
    Envelope envelope = origin.envelope(origin.rid(), 1);

    RouterMessage.FannedOut answer =
        node.fanOut(new RouterMessage.FanOut(List.of(anna, ben), envelope));

    assertThat(answer.unacked()).isEmpty();
    for (TestBrowser browser : browsers) {
      assertThat(browser.untilPong()).containsExactly(new ServerFrame.Event(envelope));
    }
    assertThat(stranger.untilPong()).isEmpty();
  }

  @Test
  void writesAnEnvelopeOnceToASocketThatIsBoundThroughSeveralTargets() {
    Claims.Ticket anna = origin.ticket(origin.rid());
    RoutingId room = origin.rid();
    TestBrowser browser = node.welcomed(anna);
    join(browser, anna, room);
    Envelope envelope = origin.envelope(room, 1);
    node.fanOut(new RouterMessage.FanOut(List.of(anna.user(), room), envelope));
    assertThat(browser.untilPong()).containsExactly(new ServerFrame.Event(envelope));
  }

  @Test
  void keepsTheOrderOfOneAskerWhateverTheSizes() {
    RoutingId room = origin.rid();
    RoutingId[] users = {origin.rid(), origin.rid(), origin.rid()};
    List<TestBrowser> browsers = new ArrayList<>();
    for (RoutingId user : users) {
      browsers.add(node.welcomed(origin.ticket(user)));
    }
    int[] sizes = {Envelope.BYTES_MIN, 5_000, Limits.ENVELOPE_BYTES_MAX, 300, 40_000, 200};
    List<Envelope> sent = new ArrayList<>();
    List<Future<RouterMessage.FannedOut>> answers = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      Envelope envelope = origin.envelope(room, i + 1, sizes[i % sizes.length]);
      sent.add(envelope);
      // One of the three does not get every fourth: its frames lie in separate pieces.
      List<RoutingId> targets = i % 4 == 0 ? List.of(users[0], users[1]) : List.of(users);
      answers.add(node.bus.ask(MeshAddresses.ROUTER, new RouterMessage.FanOut(targets, envelope)));
    }
    TestNode.await(Future.all(answers));
    for (int b = 0; b < users.length; b++) {
      List<Object> expected = new ArrayList<>();
      for (int i = 0; i < sent.size(); i++) {
        if (b < 2 || i % 4 != 0) {
          expected.add(new ServerFrame.Event(sent.get(i)));
        }
      }
      assertThat(browsers.get(b).untilPong()).isEqualTo(expected);
    }
  }

  @Test
  void carriesSignalsToTheOthersOfAConversation() {
    Claims.Ticket anna = origin.ticket(origin.rid());
    Claims.Ticket ben = origin.ticket(origin.rid());
    RoutingId room = origin.rid();
    TestBrowser annas = node.welcomed(anna);
    TestBrowser bens = node.welcomed(ben);
    join(annas, anna, room);
    join(bens, ben, room);
    Signal signal = origin.signal(anna, room);
    annas.say(new ClientFrame.Send(room, signal));
    assertThat(bens.next()).isEqualTo(new ServerFrame.Signalled(signal));
    assertThat(annas.untilPong()).isEmpty();
  }

  @Test
  void refreshesATicketInBand() {
    Claims.Ticket ticket =
        origin.ticket(origin.rid(), origin.device(), java.time.Duration.ofMinutes(1));
    TestBrowser browser = node.welcomed(ticket);
    Claims.Ticket later = origin.refreshed(ticket);
    browser.say(new ClientFrame.Refresh(origin.sign(later)));
    assertThat(browser.next()).isEqualTo(new ServerFrame.Refreshed(later.expires()));
  }

  @Test
  void tellsABrowserThatItsVersionIsNotSupported() {
    TestBrowser newer =
        TestNode.await(node.connect(o -> o.setSubProtocols(List.of("sealmesh.v9.json"))));
    newer.expectClosed(CloseCode.UNSUPPORTED_VERSION);
    TestBrowser none = TestNode.await(node.connect(o -> {}));
    none.expectClosed(CloseCode.UNSUPPORTED_VERSION);
  }

  @Test
  void choosesItsVersionFromSeveral() {
    TestBrowser both =
        TestNode.await(node.connect(o -> o.setSubProtocols(List.of("sealmesh.v1.cbor", V1))));
    assertThat(both.socket().subProtocol()).isEqualTo(V1);
    both.hello(origin.sign(origin.ticket(origin.rid())));
    both.expect(ServerFrame.Welcome.class);
  }

  @Test
  void refusesPagesOfForeignOrigins() {
    Future<TestBrowser> foreign =
        node.connect(o -> o.addSubProtocol(V1).putHeader("Origin", "https://evil.example"));
    assertThatThrownBy(() -> TestNode.await(foreign))
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(403));
    for (String origin : List.of("https://chat.example", "http://127.0.0.1:" + node.port())) {
      TestNode.await(node.connect(o -> o.addSubProtocol(V1).putHeader("Origin", origin)));
    }
  }

  @Test
  void closesOnFramesThatAreNotOfTheProtocol() {
    for (String bad :
        List.of(
            "",
            "{",
            "null",
            "[]",
            "{\"t\":\"hello\"}",
            "{\"t\":\"ping\",\"x\":1}",
            "{\"t\":\"x\"}")) {
      TestBrowser browser = node.browser();
      browser.say(bad);
      browser.expectClosed(CloseCode.BAD_FRAME);
    }
    TestBrowser binary = node.browser();
    binary.socket().writeBinaryMessage(Buffer.buffer("{\"t\":\"ping\"}"));
    binary.expectClosed(CloseCode.BAD_FRAME);
  }

  @Test
  void closesOnForgedAndRevokedTickets() {
    Claims.Ticket ticket = origin.ticket(origin.rid());
    TestBrowser forged = node.browser();
    forged.hello(new TestOrigin(99, java.time.Instant::now).sign(ticket));
    forged.expectClosed(CloseCode.TICKET_REFUSED);

    TestBrowser browser = node.welcomed(ticket);
    assertThat(node.revoke(origin.revocation(ticket)).unacked()).isEmpty();
    browser.expectClosed(CloseCode.TICKET_REVOKED);
    TestBrowser again = node.browser();
    again.hello(origin.sign(ticket));
    again.expectClosed(CloseCode.TICKET_REVOKED);
  }

  @Test
  void readsAFrameInFragmentsAndNoneThatIsTooLarge() {
    TestBrowser browser = node.browser();
    byte[] hello =
        Wire.json().write(new ClientFrame.Hello(origin.sign(origin.ticket(origin.rid()))));
    int middle = hello.length / 2;
    String first = new String(hello, 0, middle, java.nio.charset.StandardCharsets.US_ASCII);
    Buffer rest = Buffer.buffer(hello).slice(middle, hello.length);
    browser.socket().writeFrame(WebSocketFrame.textFrame(first, false));
    browser.socket().writeFrame(WebSocketFrame.continuationFrame(rest, true));
    browser.expect(ServerFrame.Welcome.class);

    TestBrowser large = node.browser();
    large.socket().writeTextMessage("x".repeat(Limits.FRAME_BYTES_MAX + 1));
    large.expectClosed(CloseCode.FRAME_TOO_LARGE);

    TestBrowser pieces = node.browser();
    String half = "x".repeat(Limits.FRAME_BYTES_MAX / 2 + 1);
    pieces.socket().writeFrame(WebSocketFrame.textFrame(half, false));
    pieces.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(half), false));
    pieces.expectClosed(CloseCode.FRAME_TOO_LARGE);
  }

  @Test
  void closesWhoeverFloodsIt() {
    TestBrowser browser = node.welcomed(origin.ticket(origin.rid()));
    for (int i = 0; i < 2 * RelayConfig.DEFAULTS.framesBurst(); i++) {
      browser.socket().writePing(Buffer.buffer("flood"));
    }
    browser.expectClosed(CloseCode.TOO_FAST);
  }

  @Test
  void endsItsSocketsWithFourThousandWhenItStops() {
    TestBrowser browser = node.welcomed(origin.ticket(origin.rid()));
    node.stopRelay();
    browser.expectClosed(CloseCode.GOING_AWAY);
    assertThatThrownBy(node::browser)
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(503));
  }

  @Test
  void offersNoCompression() {
    TestBrowser browser =
        TestNode.await(
            node.connect(o ->
                o.addSubProtocol(V1).putHeader("Sec-WebSocket-Extensions", "permessage-deflate")));
    assertThat(browser.socket().headers().contains("Sec-WebSocket-Extensions")).isFalse();
  }

  private void join(TestBrowser browser, Claims.Ticket ticket, RoutingId room) {
    browser.say(new ClientFrame.Join(1, origin.sign(origin.pass(ticket, room))));
    browser.expect(ServerFrame.Joined.class);
  }

  /// How frames get to browsers.
  enum Way {
    BATCH(RelayConfig.Writer.BATCH, HttpServerOptions::new),
    PLAIN(RelayConfig.Writer.PLAIN, HttpServerOptions::new),
    BATCH_TLS(RelayConfig.Writer.BATCH, TestCertificate::serverOptions),
    PLAIN_TLS(RelayConfig.Writer.PLAIN, TestCertificate::serverOptions);

    private final RelayConfig.Writer writer;
    private final Supplier<HttpServerOptions> options;

    Way(RelayConfig.Writer writer, Supplier<HttpServerOptions> options) {
      this.writer = writer;
      this.options = options;
    }

    RelayConfig config() {
      return TestConfig.with(writer, "https://chat.example");
    }
  }
}
