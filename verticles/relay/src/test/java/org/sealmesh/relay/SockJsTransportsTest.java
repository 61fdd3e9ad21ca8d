package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.Claims;

/// The protocol over each of SockJS's transports alone, by requests as a browser would send them.
/// Two event loops, so that a session's requests are served by another loop than its own.
@ParameterizedClass
@EnumSource
@Tag("long")
class SockJsTransportsTest {
  private static final String SOCKETS = "sealmesh_relay_sockets";
  private static final String TOO_SLOW = "sealmesh_relay_closed_too_slow";

  private final SockJsBrowser.Way way;
  private final TestNode node;
  private final TestOrigin origin;
  private int sessions;

  SockJsTransportsTest(SockJsBrowser.Way way) {
    this.way = way;
    node = new TestNode(TestConfig.with(RelayConfig.Writer.BATCH), 2);
    origin = node.origin;
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void deliversAllInOrderWhateverTheSizes() {
    RoutingId user = origin.rid();
    SockJsBrowser browser = welcomed(origin.ticket(user));
    TestBrowser other = node.welcomed(origin.ticket(user));
    int[] sizes = {300, 5_000, Limits.ENVELOPE_BYTES_MAX, 200};
    List<ServerFrame> sent = new ArrayList<>();
    List<Future<RouterMessage.FannedOut>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Envelope envelope = origin.envelope(user, i + 1, sizes[i % sizes.length]);
      sent.add(new ServerFrame.Event(envelope));
      answers.add(
          node.bus.ask(MeshAddresses.ROUTER, new RouterMessage.FanOut(List.of(user), envelope)));
    }
    TestNode.await(Future.all(answers));
    for (ServerFrame expected : sent) {
      assertThat(browser.next()).isEqualTo(expected);
    }
    assertThat(other.untilPong()).isEqualTo(sent);
  }

  @Test
  void carriesWhatABrowserSaysSeveralFramesInOneMessage() {
    Claims.Ticket anna = origin.ticket(origin.rid());
    Claims.Ticket ben = origin.ticket(origin.rid());
    RoutingId room = origin.rid();
    SockJsBrowser annas = welcomed(anna);
    SockJsBrowser bens = welcomed(ben);
    Signal signal = origin.signal(anna, room);
    bens.say(new ClientFrame.Ping(), new ClientFrame.Join(1, origin.sign(origin.pass(ben, room))));
    bens.expect(ServerFrame.Pong.class);
    bens.expect(ServerFrame.Joined.class);
    annas.say(new ClientFrame.Join(1, origin.sign(origin.pass(anna, room))));
    annas.expect(ServerFrame.Joined.class);
    annas.say(new ClientFrame.Send(room, signal), new ClientFrame.Ping());
    assertThat(bens.next()).isEqualTo(new ServerFrame.Signalled(signal));
    annas.expect(ServerFrame.Pong.class);
  }

  @Test
  void sendsTheBrowserElsewhereAndServesItUntilItIsGone() {
    RoutingId anna = origin.rid();
    SockJsBrowser browser = welcomed(origin.ticket(anna));
    Future<Void> left = node.leave();
    browser.expect(ServerFrame.GoAway.class);
    Envelope envelope = origin.envelope(origin.rid(), 1);
    node.fanOut(new RouterMessage.FanOut(List.of(anna), envelope));
    assertThat(browser.next()).isEqualTo(new ServerFrame.Event(envelope));
    browser.say(new ClientFrame.Ping());
    browser.expect(ServerFrame.Pong.class);
    assertThat(left.isComplete()).isFalse();
    browser.vanish();
    TestNode.await(left);
  }

  @Test
  void tellsTheCloseCode() {
    SockJsBrowser bad = opened();
    bad.say(new ClientFrame.Ping());
    bad.expectClosed(CloseCode.BAD_FRAME);

    Claims.Ticket ticket = origin.ticket(origin.rid());
    SockJsBrowser revoked = welcomed(ticket);
    node.revoke(origin.revocation(ticket));
    revoked.expectClosed(CloseCode.TICKET_REVOKED);

    SockJsBrowser forged = opened();
    forged.hello(new TestOrigin(99, java.time.Instant::now).sign(ticket));
    forged.expectClosed(CloseCode.TICKET_REFUSED);

    SockJsBrowser stopped = welcomed(origin.ticket(origin.rid()));
    node.stopRelay();
    stopped.expectClosed(CloseCode.GOING_AWAY);
  }

  @Test
  void closesOnMessagesThatAreNoListsOfFrames() {
    for (String bad :
        List.of("{}", "[]", "[1]", "[null]", "[[\"x\"]]", "[\"{\"]", "\"x\"", "[\"{}\"] []")) {
      SockJsBrowser browser = welcomed(origin.ticket(origin.rid()));
      browser.say(bad);
      browser.expectClosed(CloseCode.BAD_FRAME);
    }
    SockJsBrowser flood = welcomed(origin.ticket(origin.rid()));
    ClientFrame[] pings = new ClientFrame[RelayConfig.DEFAULTS.framesBurst() + 50];
    Arrays.fill(pings, new ClientFrame.Ping());
    flood.say(pings);
    assertThat(flood.untilClosed()).startsWith("c[4009,");
  }

  @Test
  void closesAMessageThatIsTooLarge() {
    SockJsBrowser browser = welcomed(origin.ticket(origin.rid()));
    String large = "[\"" + "x".repeat(2 * Limits.FRAME_BYTES_MAX) + "\"]";
    if (way == SockJsBrowser.Way.WEBSOCKET) {
      // Vert.x cuts such a connection, and the close frame may not get through.
      browser.say(large.substring(0, 2 * Limits.FRAME_BYTES_MAX - 1));
      browser.expectClosed(CloseCode.BAD_FRAME);
    } else {
      assertThat(browser.send(large)).isEqualTo(413);
      browser.expectClosed(CloseCode.FRAME_TOO_LARGE);
    }
  }

  @Test
  void endsTheSessionOfABrowserThatVanishes() {
    SockJsBrowser browser = welcomed(origin.ticket(origin.rid()));
    assertThat(node.meter.value(SOCKETS)).isEqualTo(1);
    browser.vanish();
    untilNoSocketIsLeft();
  }

  @Test
  void closesABrowserThatDoesNotComeForItsFrames() {
    assumeTrue(way == SockJsBrowser.Way.XHR, "the others listen all the time");
    RoutingId user = origin.rid();
    SockJsBrowser browser = welcomed(origin.ticket(user));
    browser.pause();
    for (int i = 1; node.meter.value(TOO_SLOW) == 0; i++) {
      assertThat(i).as("envelopes of 40 KB").isLessThan(100);
      node.fanOut(new RouterMessage.FanOut(List.of(user), origin.envelope(user, i, 40_000)));
    }
    browser.resume();
    assertThat(browser.untilClosed()).startsWith("c[4008,");
    untilNoSocketIsLeft();
  }

  private void untilNoSocketIsLeft() {
    long deadline = System.nanoTime() + TestNode.PATIENCE.toNanos();
    while (node.meter.value(SOCKETS) > 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      node.fanOut(
          new RouterMessage.FanOut(List.of(origin.rid()), origin.envelope(origin.rid(), 1)));
    }
  }

  private SockJsBrowser opened() {
    SockJsBrowser browser = new SockJsBrowser(node, way, "%022d".formatted(sessions++));
    assertThat(browser.nextRaw()).isEqualTo("o");
    return browser;
  }

  private SockJsBrowser welcomed(Claims.Ticket ticket) {
    SockJsBrowser browser = opened();
    browser.hello(origin.sign(ticket));
    browser.expect(ServerFrame.Welcome.class);
    return browser;
  }
}
