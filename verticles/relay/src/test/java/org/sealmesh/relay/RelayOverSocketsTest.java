package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealmesh.mesh.Envelope;
import org.sealmesh.mesh.Limits;
import org.sealmesh.mesh.MeshAddresses;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;

/// What browsers see, over real connections: the same for both writers and both formats, with TLS
/// and without.
@ParameterizedClass
@EnumSource
@Tag("long")
class RelayOverSocketsTest {
  private final TestNode node;
  private final FrameFormat format;
  private final TestOrigin origin;

  RelayOverSocketsTest(Way way) {
    node = new TestNode(way.config(), 2, way.options.get());
    origin = node.origin;
    format = way.format;
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
            welcomed(origin.ticket(anna)),
            welcomed(origin.ticket(anna)),
            welcomed(origin.ticket(ben)));
    TestBrowser stranger = welcomed(origin.ticket(origin.rid()));
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
    TestBrowser browser = welcomed(anna);
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
      browsers.add(welcomed(origin.ticket(user)));
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
    TestBrowser annas = welcomed(anna);
    TestBrowser bens = welcomed(ben);
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
    TestBrowser browser = welcomed(ticket);
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
  void choosesTheFormatItLikesBestFromSeveral() {
    for (List<String> offered :
        List.of(
            List.of("sealmesh.v9.cbor", "sealmesh.v1.json", "sealmesh.v1.cbor"),
            List.of("sealmesh.v1.cbor", "sealmesh.v1.json"))) {
      TestBrowser both = TestNode.await(node.connect(o -> o.setSubProtocols(offered)));
      assertThat(both.socket().subProtocol()).isEqualTo("sealmesh.v1.cbor");
      both.hello(origin.sign(origin.ticket(origin.rid())));
      both.expect(ServerFrame.Welcome.class);
    }
  }

  @Test
  void deliversTheSameInTheSameOrderToBrowsersOfBothFormats() {
    RoutingId user = origin.rid();
    List<TestBrowser> browsers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (FrameFormat one : FrameFormat.values()) {
        browsers.add(node.welcomed(origin.ticket(user), one));
      }
    }
    List<Object> sent = new ArrayList<>();
    List<Future<RouterMessage.FannedOut>> answers = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      Envelope envelope = origin.envelope(user, i, i % 7 == 0 ? 40_000 : 300);
      sent.add(new ServerFrame.Event(envelope));
      RouterMessage.FanOut fanOut = new RouterMessage.FanOut(List.of(user), envelope);
      answers.add(node.bus.ask(MeshAddresses.ROUTER, fanOut));
    }
    TestNode.await(Future.all(answers));
    for (TestBrowser browser : browsers) {
      assertThat(browser.untilPong()).isEqualTo(sent);
    }
  }

  @Test
  void refusesPagesOfForeignOrigins() {
    Future<TestBrowser> foreign = connect(o -> o.putHeader("Origin", "https://evil.example"));
    assertThatThrownBy(() -> TestNode.await(foreign))
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(403));
    for (String origin : List.of("https://chat.example", "http://127.0.0.1:" + node.port())) {
      TestNode.await(connect(o -> o.putHeader("Origin", origin)));
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
      TestBrowser browser = browser();
      browser.say(bad.getBytes(StandardCharsets.UTF_8));
      browser.expectClosed(CloseCode.BAD_FRAME);
    }
  }

  @Test
  void closesOnFramesInTheOtherFormat() {
    Claims.Ticket ticket = origin.ticket(origin.rid());
    ClientFrame.Hello hello = new ClientFrame.Hello(origin.sign(ticket));
    TestBrowser carried = browser();
    TestBrowser disguised = browser();
    switch (format) {
      case CBOR -> {
        carried.socket().writeTextMessage(Buffer.buffer(FrameFormat.JSON.write(hello)).toString());
        disguised.say(FrameFormat.JSON.write(hello));
      }
      case JSON -> {
        carried.socket().writeBinaryMessage(Buffer.buffer(FrameFormat.CBOR.write(hello)));
        disguised.say(FrameFormat.CBOR.write(new ClientFrame.Ping()));
      }
    }
    carried.expectClosed(CloseCode.BAD_FRAME);
    disguised.expectClosed(CloseCode.BAD_FRAME);
  }

  @Test
  void closesOnCborThatAnnouncesNestsOrTags() {
    assumeTrue(format == FrameFormat.CBOR);
    for (String bad :
        List.of(
            "a1",
            "bf6174647069",
            "bf61746470696e67ff",
            "c1a161746470696e67",
            "bb7fffffffffffffff",
            "a161745affffffff",
            "a161747affffffff",
            "81".repeat(40_000),
            "a161746470696e67f6")) {
      TestBrowser browser = browser();
      browser.say(HexFormat.of().parseHex(bad));
      browser.expectClosed(CloseCode.BAD_FRAME);
    }
  }

  @Test
  void closesOnForgedAndRevokedTickets() {
    Claims.Ticket ticket = origin.ticket(origin.rid());
    TestBrowser forged = browser();
    forged.hello(new TestOrigin(99, java.time.Instant::now).sign(ticket));
    forged.expectClosed(CloseCode.TICKET_REFUSED);

    TestBrowser browser = welcomed(ticket);
    assertThat(node.revoke(origin.revocation(ticket)).unacked()).isEmpty();
    browser.expectClosed(CloseCode.TICKET_REVOKED);
    TestBrowser again = browser();
    again.hello(origin.sign(ticket));
    again.expectClosed(CloseCode.TICKET_REVOKED);
  }

  @Test
  void readsAFrameInFragmentsAndNoneThatIsTooLarge() {
    TestBrowser browser = browser();
    byte[] hello = format.write(new ClientFrame.Hello(origin.sign(origin.ticket(origin.rid()))));
    int middle = hello.length / 2;
    browser.sayFirstPart(Arrays.copyOf(hello, middle));
    browser.sayFurtherPart(Arrays.copyOfRange(hello, middle, hello.length), true);
    browser.expect(ServerFrame.Welcome.class);

    TestBrowser large = browser();
    large.say(new byte[Limits.FRAME_BYTES_MAX + 1]);
    large.expectClosed(CloseCode.FRAME_TOO_LARGE);

    TestBrowser pieces = browser();
    byte[] half = new byte[Limits.FRAME_BYTES_MAX / 2 + 1];
    pieces.sayFirstPart(half);
    pieces.sayFurtherPart(half, false);
    pieces.expectClosed(CloseCode.FRAME_TOO_LARGE);
  }

  @Test
  void closesWhoeverFloodsIt() {
    TestBrowser browser = welcomed(origin.ticket(origin.rid()));
    for (int i = 0; i < 2 * RelayConfig.DEFAULTS.framesBurst(); i++) {
      browser.socket().writePing(Buffer.buffer("flood"));
    }
    browser.expectClosed(CloseCode.TOO_FAST);
  }

  @Test
  void endsItsSocketsWithFourThousandWhenItStops() {
    TestBrowser browser = welcomed(origin.ticket(origin.rid()));
    node.stopRelay();
    browser.expectClosed(CloseCode.GOING_AWAY);
    assertThatThrownBy(this::browser)
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(503));
  }

  @Test
  void sendsItsSocketsElsewhereAndServesThemUntilTheyAreGone() {
    RoutingId anna = origin.rid();
    TestBrowser browser = welcomed(origin.ticket(anna));
    Future<Void> left = node.leave();
    assertThat(browser.next()).isEqualTo(new ServerFrame.GoAway(1_000));
    assertThatThrownBy(this::browser)
        .isInstanceOfSatisfying(
            UpgradeRejectedException.class, e -> assertThat(e.getStatus()).isEqualTo(503));
    Envelope envelope = origin.envelope(origin.rid(), 1);
    RouterMessage.FannedOut answer = node.fanOut(new RouterMessage.FanOut(List.of(anna), envelope));
    assertThat(answer.unacked()).isEmpty();
    assertThat(browser.untilPong()).containsExactly(new ServerFrame.Event(envelope));
    assertThat(left.isComplete()).isFalse();
    TestNode.await(browser.socket().close());
    TestNode.await(left);
  }

  @Test
  void leavesAtOnceWithoutASocket() {
    TestNode.await(node.leave());
  }

  @Test
  void offersNoCompression() {
    TestBrowser browser =
        TestNode.await(connect(o -> o.putHeader("Sec-WebSocket-Extensions", "permessage-deflate")));
    assertThat(browser.socket().headers().contains("Sec-WebSocket-Extensions")).isFalse();
  }

  private TestBrowser browser() {
    return node.browser(format);
  }

  private TestBrowser welcomed(Claims.Ticket ticket) {
    return node.welcomed(ticket, format);
  }

  private Future<TestBrowser> connect(Consumer<WebSocketConnectOptions> asked) {
    return node.connect(asked.andThen(o -> o.addSubProtocol(format.subprotocol())));
  }

  private void join(TestBrowser browser, Claims.Ticket ticket, RoutingId room) {
    browser.say(new ClientFrame.Join(1, origin.sign(origin.pass(ticket, room))));
    browser.expect(ServerFrame.Joined.class);
  }

  /// How frames get to browsers.
  enum Way {
    BATCH(RelayConfig.Writer.BATCH, FrameFormat.JSON, HttpServerOptions::new),
    BATCH_CBOR(RelayConfig.Writer.BATCH, FrameFormat.CBOR, HttpServerOptions::new),
    PLAIN(RelayConfig.Writer.PLAIN, FrameFormat.JSON, HttpServerOptions::new),
    PLAIN_CBOR(RelayConfig.Writer.PLAIN, FrameFormat.CBOR, HttpServerOptions::new),
    BATCH_TLS(RelayConfig.Writer.BATCH, FrameFormat.CBOR, TestCertificate::serverOptions),
    PLAIN_TLS(RelayConfig.Writer.PLAIN, FrameFormat.JSON, TestCertificate::serverOptions);

    private final RelayConfig.Writer writer;
    private final FrameFormat format;
    private final Supplier<HttpServerOptions> options;

    Way(RelayConfig.Writer writer, FrameFormat format, Supplier<HttpServerOptions> options) {
      this.writer = writer;
      this.format = format;
      this.options = options;
    }

    RelayConfig config() {
      return TestConfig.with(writer, "https://chat.example");
    }
  }
}
