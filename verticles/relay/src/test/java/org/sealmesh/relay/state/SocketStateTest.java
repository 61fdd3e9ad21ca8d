package org.sealmesh.relay.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.mesh.NodeId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.frame.ServerFrame.Refused.Code;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.relay.RelayConfig;
import org.sealmesh.relay.TestOrigin;
import org.sealmesh.relay.state.SocketAction.Attach;
import org.sealmesh.relay.state.SocketAction.Close;
import org.sealmesh.relay.state.SocketAction.Detach;
import org.sealmesh.relay.state.SocketAction.Send;

class SocketStateTest {
  private static final NodeId NODE = new NodeId("node-1");
  private static final RelayConfig CONFIG = RelayConfig.DEFAULTS;
  private static final Admission ADMITTED = new Admission.Admitted();
  private static final Admission UNAVAILABLE = new Admission.Unavailable();

  private final FakeClock clock = new FakeClock();
  private final TestOrigin origin = new TestOrigin(1, clock::now);
  private final FakeTokens tokens = new FakeTokens();
  private final Revocations revocations = new Revocations(10);
  private final Attachment attachment = new Attachment();
  private final RateLimit checks = new RateLimit(1_000, 1_000, clock.nanoTime());
  private final SocketState state =
      new SocketState(
          new SocketRules(NODE, CONFIG, clock, tokens, revocations, attachment, checks));
  private final Claims.Ticket ticket = origin.ticket(origin.rid());
  private final RoutingId user = ticket.user();
  private final RoutingId room = origin.rid();

  @Test
  void saysWelcomeOnlyAfterTheRouterHasBoundTheUser() {
    assertThat(state.onFrame(hello(ticket))).containsExactly(new SocketAction.Admit(user));
    assertThat(state.onAdmission(user, ADMITTED))
        .containsExactly(
            new Attach(user), new Send(new ServerFrame.Welcome(NODE, 25, ticket.expires())));
  }

  @Test
  void saysWithTheWelcomeThatNoOriginIsHeard() {
    attachment.detach();
    state.onFrame(hello(ticket));
    assertThat(state.onAdmission(user, ADMITTED))
        .containsExactly(
            new Attach(user),
            new Send(new ServerFrame.Welcome(NODE, 25, ticket.expires())),
            new Send(new ServerFrame.Detached()));
  }

  @Test
  void saysJoinedOnlyAfterTheRouterHasBoundTheConversation() {
    open();
    Claims.Pass pass = origin.pass(ticket, room);
    assertThat(join(7, pass)).containsExactly(new SocketAction.Join(room));
    assertThat(state.onJoin(room, ADMITTED))
        .containsExactly(
            new Attach(room), new Send(new ServerFrame.Joined(7, room, pass.expires())));
  }

  @Test
  void refusesAnythingBeforeHelloAndASecondHello() {
    for (ClientFrame frame : List.of(new ClientFrame.Ping(), new ClientFrame.Leave(room))) {
      assertThat(fresh().onFrame(frame)).containsExactly(new Close(CloseCode.BAD_FRAME));
    }
    open();
    assertThat(state.onFrame(hello(ticket))).containsExactly(new Close(CloseCode.BAD_FRAME));
  }

  @Test
  void allowsNothingButAPingWhileItIsBeingBound() {
    state.onFrame(hello(ticket));
    assertThat(state.onFrame(new ClientFrame.Ping()))
        .containsExactly(new Send(new ServerFrame.Pong()));
    assertThat(state.onFrame(new ClientFrame.Leave(room)))
        .containsExactly(new Close(CloseCode.BAD_FRAME));
  }

  @Test
  void saysResyncOnlyToABrowserThatHasBeenWelcomed() {
    assertThat(state.onMissed()).isEmpty();
    state.onFrame(hello(ticket));
    assertThat(state.onMissed()).isEmpty();
    state.onAdmission(user, ADMITTED);
    assertThat(state.onMissed()).containsExactly(new Send(new ServerFrame.Resync()));
    state.close(CloseCode.IDLE);
    assertThat(state.onMissed()).isEmpty();
  }

  @Test
  void closesWhenNoHelloComesWithinTenSeconds() {
    clock.advance(Duration.ofMillis(9_999));
    assertThat(state.onTick()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(state.onTick()).containsExactly(new Close(CloseCode.HELLO_LATE));
    assertThat(state.onTick()).isEmpty();
  }

  @Test
  void tellsExpiredForgedAndRevokedTicketsApart() {
    assertThat(fresh().onFrame(new ClientFrame.Hello(FakeTokens.EXPIRED)))
        .containsExactly(new Close(CloseCode.TICKET_EXPIRED));
    assertThat(fresh().onFrame(new ClientFrame.Hello(FakeTokens.FORGED)))
        .containsExactly(new Close(CloseCode.TICKET_REFUSED));
    revocations.add(origin.revocation(ticket), clock.now());
    assertThat(fresh().onFrame(hello(ticket))).containsExactly(new Close(CloseCode.TICKET_REVOKED));
  }

  @Test
  void isFullOnceTheShardHasCheckedAllItMay() {
    while (checks.tryTake(clock.nanoTime())) {
      // Others use them up.
    }
    assertThat(fresh().onFrame(hello(ticket))).containsExactly(new Close(CloseCode.NODE_FULL));
  }

  @Test
  void closesIfTheUserHasTooManySocketsOrTheRouterIsAway() {
    SocketState first = fresh();
    first.onFrame(hello(ticket));
    assertThat(first.onAdmission(user, new Admission.TooManySockets()))
        .containsExactly(new Close(CloseCode.TOO_MANY_SOCKETS));
    SocketState second = fresh();
    second.onFrame(hello(ticket));
    assertThat(second.onAdmission(user, UNAVAILABLE))
        .containsExactly(new Close(CloseCode.INTERNAL_ERROR));
  }

  @Test
  void givesBackAShareThatComesTooLate() {
    state.onFrame(hello(ticket));
    state.onClosed();
    assertThat(state.onAdmission(user, ADMITTED)).containsExactly(new Detach(user));
    assertThat(state.onAdmission(user, UNAVAILABLE)).isEmpty();
  }

  @Test
  void refreshesOnlyTheSameTicketWithALaterExpiry() {
    open();
    clock.advance(Duration.ofMinutes(5));
    Claims.Ticket later = origin.refreshed(ticket);
    assertThat(refresh(later))
        .containsExactly(new Send(new ServerFrame.Refreshed(later.expires())));
    assertThat(refresh(later)).containsExactly(new Close(CloseCode.TICKET_REFUSED));
  }

  @Test
  void refusesToBecomeAnotherUserDeviceOrTicket() {
    Duration longer = TestOrigin.TICKET_LIFE.plusMinutes(1);
    for (Claims.Ticket other :
        List.of(
            origin.ticket(origin.rid(), ticket.device(), longer),
            origin.ticket(user, origin.device(), longer),
            origin.ticket(user, ticket.device(), longer))) {
      SocketState open = opened();
      assertThat(open.onFrame(new ClientFrame.Refresh(tokens.token(other))))
          .containsExactly(new Close(CloseCode.TICKET_REFUSED));
    }
    assertThat(opened().onFrame(new ClientFrame.Refresh(FakeTokens.EXPIRED)))
        .containsExactly(new Close(CloseCode.TICKET_EXPIRED));
  }

  @Test
  void refusesARevokedRefresh() {
    open();
    clock.advance(Duration.ofMinutes(1));
    Claims.Ticket later = origin.refreshed(ticket);
    revocations.add(origin.revocation(later), clock.now());
    assertThat(refresh(later)).containsExactly(new Close(CloseCode.TICKET_REVOKED));
  }

  @Test
  void closesWhenTheTicketEndsUnlessItWasRefreshed() {
    open();
    live(Duration.ofMinutes(5));
    refresh(origin.refreshed(ticket));
    live(Duration.ofMinutes(9));
    assertThat(state.onTick()).isEmpty();
    live(Duration.ofSeconds(64));
    assertThat(state.onTick()).isEmpty();
    live(Duration.ofSeconds(1));
    assertThat(state.onTick()).containsExactly(new Close(CloseCode.TICKET_EXPIRED));
  }

  @Test
  void closesAfterTwoAndAHalfSilentHeartbeats() {
    open();
    state.onArrival();
    clock.advance(Duration.ofMillis(62_499));
    assertThat(state.onTick()).isEmpty();
    state.onArrival();
    clock.advance(Duration.ofMillis(62_500));
    assertThat(state.onTick()).containsExactly(new Close(CloseCode.IDLE));
  }

  @Test
  void refusesAPassOfAnotherUserDeviceOrTicketAndForgedOnes() {
    open();
    Claims.Ticket sameUser = origin.ticket(user);
    for (Claims.Pass pass :
        List.of(
            origin.pass(origin.ticket(origin.rid()), room),
            origin.pass(sameUser, room),
            origin.pass(ticket, user))) {
      assertThat(join(1, pass)).containsExactly(refused(1, Code.BAD_PASS, null));
    }
    assertThat(state.onFrame(new ClientFrame.Join(2, FakeTokens.FORGED)))
        .containsExactly(refused(2, Code.BAD_PASS, null));
    assertThat(state.onFrame(new ClientFrame.Join(3, FakeTokens.EXPIRED)))
        .containsExactly(refused(3, Code.PASS_EXPIRED, null));
  }

  @Test
  void refusesAPassThatWasRevokedBeforeAndTakesALaterOne() {
    open();
    Claims.Pass pass = origin.pass(ticket, room);
    revocations.add(origin.revocation(user, null, room), clock.now());
    assertThat(join(1, pass)).containsExactly(refused(1, Code.REVOKED, null));
    assertThat(join(2, origin.pass(ticket, room))).containsExactly(new SocketAction.Join(room));
  }

  @Test
  void takesALongerPassForWhatIsJoined() {
    openIn(room, Duration.ofMinutes(1));
    Claims.Pass longer = origin.pass(ticket, room);
    assertThat(join(2, longer))
        .containsExactly(new Send(new ServerFrame.Joined(2, room, longer.expires())));
    live(Duration.ofMinutes(2));
    assertThat(state.onTick()).isEmpty();
  }

  @Test
  void leavesWhenThePassEnds() {
    openIn(room, Duration.ofMinutes(1));
    live(Duration.ofSeconds(64));
    assertThat(state.onTick()).isEmpty();
    live(Duration.ofSeconds(1));
    assertThat(state.onTick())
        .containsExactly(new Detach(room), new Send(new ServerFrame.Left(room)));
    assertThat(state.onTick()).isEmpty();
  }

  @Test
  void leavesWhenAskedToAndSaysNothing() {
    openIn(room, TestOrigin.TICKET_LIFE);
    assertThat(state.onFrame(new ClientFrame.Leave(room))).containsExactly(new Detach(room));
    assertThat(state.onFrame(new ClientFrame.Leave(room))).isEmpty();
    assertThat(state.onFrame(new ClientFrame.Leave(user))).isEmpty();
  }

  @Test
  void givesBackWhatWasLeftWhileItWasBeingBoundAndMixesUpNoAnswers() {
    open();
    join(1, origin.pass(ticket, room));
    assertThat(state.onFrame(new ClientFrame.Leave(room))).isEmpty();
    assertThat(join(2, origin.pass(ticket, room))).containsExactly(refused(2, Code.RATE, 1_000L));
    assertThat(state.onJoin(room, ADMITTED)).containsExactly(new Detach(room));
    assertThat(join(3, origin.pass(ticket, room))).containsExactly(new SocketAction.Join(room));
  }

  @Test
  void refusesAJoinThatTheRouterDidNotConfirm() {
    open();
    join(1, origin.pass(ticket, room));
    assertThat(state.onJoin(room, UNAVAILABLE)).containsExactly(refused(1, Code.RATE, 1_000L));
  }

  @Test
  void joinsNoMoreThanItMay() {
    open();
    for (int i = 0; i < CONFIG.joinsMax(); i++) {
      RoutingId next = origin.rid();
      assertThat(join(i, origin.pass(ticket, next))).containsExactly(new SocketAction.Join(next));
    }
    assertThat(join(99, origin.pass(ticket, room)))
        .containsExactly(refused(99, Code.TOO_MANY, null));
  }

  @Test
  void relaysOwnSignalsInJoinedConversationsOnly() {
    openIn(room, TestOrigin.TICKET_LIFE);
    Signal signal = origin.signal(ticket, room);
    assertThat(state.onFrame(new ClientFrame.Send(room, signal)))
        .containsExactly(new SocketAction.Relay(signal));
    RoutingId elsewhere = origin.rid();
    assertThat(state.onFrame(new ClientFrame.Send(elsewhere, origin.signal(ticket, elsewhere))))
        .containsExactly(refused(null, Code.NOT_JOINED, null));
  }

  @Test
  void closesOnASignalInAnothersName() {
    RoutingId elsewhere = origin.rid();
    for (Signal forged :
        List.of(
            origin.signal(origin.ticket(origin.rid(), ticket.device(), Duration.ofHours(1)), room),
            origin.signal(origin.ticket(user), room),
            origin.signal(ticket, elsewhere))) {
      SocketState open = opened();
      open.onFrame(new ClientFrame.Join(1, tokens.token(origin.pass(ticket, room))));
      open.onJoin(room, ADMITTED);
      assertThat(open.onFrame(new ClientFrame.Send(room, forged)))
          .containsExactly(new Close(CloseCode.BAD_FRAME));
    }
  }

  @Test
  void refusesSignalsBeyondTheirRateAndSaysWhenToTryAgain() {
    openIn(room, TestOrigin.TICKET_LIFE);
    Signal signal = origin.signal(ticket, room);
    for (int i = 0; i < CONFIG.signals().burst(); i++) {
      assertThat(state.onFrame(new ClientFrame.Send(room, signal)))
          .containsExactly(new SocketAction.Relay(signal));
    }
    assertThat(state.onFrame(new ClientFrame.Send(room, signal)))
        .containsExactly(refused(null, Code.RATE, 101L));
  }

  @Test
  void closesWhoeverSendsTooMuch() {
    open();
    for (int i = 0; i < CONFIG.framesBurst(); i++) {
      assertThat(state.onArrival()).isEmpty();
    }
    assertThat(state.onArrival()).containsExactly(new Close(CloseCode.TOO_FAST));
    assertThat(state.onArrival()).isEmpty();
  }

  @Test
  void closesOnARevokedTicketAlsoWhileItIsBeingBound() {
    state.onFrame(hello(ticket));
    assertThat(state.onRevoked(origin.revocation(ticket)))
        .containsExactly(new Close(CloseCode.TICKET_REVOKED));
    assertThat(state.onAdmission(user, ADMITTED)).containsExactly(new Detach(user));
    assertThat(opened().onRevoked(origin.revocation(user, null, null)))
        .containsExactly(new Close(CloseCode.TICKET_REVOKED));
  }

  @Test
  void staysOpenForRevocationsOfOthersAndOfOlderTickets() {
    Claims.Revocation older = origin.revocation(ticket);
    Claims.Ticket newer = origin.refreshed(ticket);
    SocketState open = fresh();
    open.onFrame(hello(newer));
    open.onAdmission(user, ADMITTED);
    assertThat(open.onRevoked(older)).isEmpty();
    assertThat(open.onRevoked(origin.revocation(origin.rid(), null, null))).isEmpty();
    assertThat(open.onRevoked(origin.revocation(user, origin.device(), null))).isEmpty();
    assertThat(open.onRevoked(origin.revocation(user, null, room))).isEmpty();
  }

  @Test
  void unbindsARevokedPassAndKeepsTheRest() {
    openIn(room, TestOrigin.TICKET_LIFE);
    RoutingId other = origin.rid();
    join(2, origin.pass(ticket, other));
    state.onJoin(other, ADMITTED);
    assertThat(state.onRevoked(origin.revocation(user, null, room)))
        .containsExactly(new Detach(room), new Send(new ServerFrame.Left(room)));
    Signal signal = origin.signal(ticket, other);
    assertThat(state.onFrame(new ClientFrame.Send(other, signal)))
        .containsExactly(new SocketAction.Relay(signal));
  }

  @Test
  void refusesAPassThatIsRevokedWhileItIsBeingBound() {
    open();
    join(5, origin.pass(ticket, room));
    assertThat(state.onRevoked(origin.revocation(user, null, room)))
        .containsExactly(refused(5, Code.REVOKED, null));
    assertThat(state.onJoin(room, ADMITTED)).containsExactly(new Detach(room));
  }

  @Test
  void doesNothingOnceItCloses() {
    open();
    assertThat(state.close(CloseCode.TOO_SLOW)).containsExactly(new Close(CloseCode.TOO_SLOW));
    assertThat(state.close(CloseCode.GOING_AWAY)).isEmpty();
    assertThat(state.onFrame(new ClientFrame.Ping())).isEmpty();
    assertThat(state.onRevoked(origin.revocation(ticket))).isEmpty();
    clock.advance(Duration.ofHours(1));
    assertThat(state.onTick()).isEmpty();
  }

  private void live(Duration time) {
    clock.advance(time);
    state.onArrival();
  }

  private void open() {
    state.onFrame(hello(ticket));
    state.onAdmission(user, ADMITTED);
  }

  private void openIn(RoutingId conversation, Duration passLife) {
    open();
    join(1, origin.pass(ticket, conversation, passLife));
    state.onJoin(conversation, ADMITTED);
  }

  private SocketState opened() {
    SocketState open = fresh();
    open.onFrame(hello(ticket));
    open.onAdmission(user, ADMITTED);
    return open;
  }

  private SocketState fresh() {
    return new SocketState(
        new SocketRules(NODE, CONFIG, clock, tokens, revocations, attachment, checks));
  }

  private ClientFrame hello(Claims.Ticket shown) {
    return new ClientFrame.Hello(tokens.token(shown));
  }

  private List<SocketAction> refresh(Claims.Ticket shown) {
    return state.onFrame(new ClientFrame.Refresh(tokens.token(shown)));
  }

  private List<SocketAction> join(int ref, Claims.Pass pass) {
    SignedToken token = tokens.token(pass);
    return state.onFrame(new ClientFrame.Join(ref, token));
  }

  private static Send refused(Integer ref, Code code, Long retryMs) {
    return new Send(new ServerFrame.Refused(ref, code, retryMs));
  }
}
