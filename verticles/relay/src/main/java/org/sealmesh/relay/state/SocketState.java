package org.sealmesh.relay.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Signal;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.frame.ServerFrame.Refused.Code;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.relay.RelayConfig;

/// One socket's side of docs/PROTOCOL.md §6: it is told what happens and says what to do about it.
///
/// awaiting hello → binding → open → closing. `welcome` and `joined` are said only after the router
/// has bound the routing id, so that whatever is committed after the browser's next sync reaches
/// this socket. Nothing is sent before `welcome`: that sync brings it.
///
/// Belongs to the shard's event loop.
public final class SocketState {
  /// docs/PROTOCOL.md §6: the first frame must come within this time.
  public static final Duration HELLO_WITHIN = Duration.ofSeconds(10);

  private static final double IDLE_HEARTBEATS = 2.5;

  private final SocketRules rules;
  private final RateLimit frames;
  private final long openedNs;
  private final Joins joins;
  private @Nullable RateLimit signals;
  private @Nullable CallRights calls;
  private Phase phase = new Phase.AwaitingHello();
  private long heardNs;

  public SocketState(SocketRules rules) {
    this.rules = rules;
    this.joins = new Joins(config().joinsMax());
    this.openedNs = rules.clock().nanoTime();
    this.heardNs = openedNs;
    this.frames = limit(config().framesPerSecond(), config().framesBurst());
  }

  /// Something arrived, whatever it is: a frame of the protocol, a part of one, or a control frame.
  public List<SocketAction> onArrival() {
    heardNs = rules.clock().nanoTime();
    return frames.tryTake(heardNs) ? List.of() : close(CloseCode.TOO_FAST);
  }

  /// A whole frame of the protocol arrived.
  public List<SocketAction> onFrame(ClientFrame frame) {
    return switch (phase) {
      case Phase.AwaitingHello awaiting ->
          frame instanceof ClientFrame.Hello hello ? onHello(hello) : close(CloseCode.BAD_FRAME);
      // The browser waits for its welcome; a ping says no more than that it does.
      case Phase.Binding binding ->
          frame instanceof ClientFrame.Ping ? pong() : close(CloseCode.BAD_FRAME);
      case Phase.Open open -> onFrame(open, frame);
      case Phase.Closing closing -> List.of();
    };
  }

  private List<SocketAction> onFrame(Phase.Open open, ClientFrame frame) {
    return switch (frame) {
      case ClientFrame.Hello hello -> close(CloseCode.BAD_FRAME);
      case ClientFrame.Refresh refresh -> onRefresh(open, refresh);
      case ClientFrame.Join join -> onJoinFrame(open, join);
      case ClientFrame.Leave leave -> joins.onLeave(leave.rid());
      case ClientFrame.Send send -> onSend(open, send);
      case ClientFrame.Attend attend -> onAttend(open, attend);
      case ClientFrame.Say say ->
          calls().onSay(open.ticket, say, heardNs).orElseGet(() -> close(CloseCode.BAD_FRAME));
      case ClientFrame.Media media ->
          calls().onMedia(media, heardNs).orElseGet(() -> close(CloseCode.BAD_FRAME));
      case ClientFrame.Ping ping -> pong();
    };
  }

  private List<SocketAction> onHello(ClientFrame.Hello hello) {
    if (!mayCheck()) {
      return close(CloseCode.NODE_FULL);
    }
    return switch (rules.tokens().ticket(hello.ticket())) {
      case Verification.Valid<Claims.Ticket>(Claims.Ticket ticket) -> {
        if (rules.revocations().voids(ticket, now())) {
          yield close(CloseCode.TICKET_REVOKED);
        }
        phase = new Phase.Binding(ticket);
        yield List.of(new SocketAction.Admit(ticket.user()));
      }
      case Verification.Expired<Claims.Ticket> expired -> close(CloseCode.TICKET_EXPIRED);
      case Verification.Invalid<Claims.Ticket> invalid -> close(CloseCode.TICKET_REFUSED);
    };
  }

  /// Answers [SocketAction.Admit].
  public List<SocketAction> onAdmission(RoutingId user, Admission admission) {
    if (!(phase instanceof Phase.Binding(Claims.Ticket ticket))) {
      return Joins.giveBack(user, admission);
    }
    return switch (admission) {
      case Admission.Admitted admitted -> {
        phase = new Phase.Open(ticket);
        List<SocketAction> actions = new ArrayList<>();
        actions.add(new SocketAction.Attach(user));
        actions.add(
            new SocketAction.Send(
                new ServerFrame.Welcome(
                    rules.node(), (int) config().heartbeat().toSeconds(), ticket.expires())));
        if (rules.attachment().isDetached()) {
          actions.add(new SocketAction.Send(new ServerFrame.Detached()));
        }
        yield actions;
      }
      case Admission.TooManySockets tooMany -> close(CloseCode.TOO_MANY_SOCKETS);
      case Admission.Unavailable unavailable -> close(CloseCode.INTERNAL_ERROR);
    };
  }

  private List<SocketAction> onRefresh(Phase.Open open, ClientFrame.Refresh refresh) {
    if (!mayCheck()) {
      return refuse(null, Code.RATE, rules.checks().untilNext().toMillis() + 1);
    }
    return switch (rules.tokens().ticket(refresh.ticket())) {
      case Verification.Valid<Claims.Ticket>(Claims.Ticket ticket) -> {
        if (!continues(open.ticket, ticket)) {
          yield close(CloseCode.TICKET_REFUSED);
        }
        if (rules.revocations().voids(ticket, now())) {
          yield close(CloseCode.TICKET_REVOKED);
        }
        phase = new Phase.Open(ticket);
        yield send(new ServerFrame.Refreshed(ticket.expires()));
      }
      case Verification.Expired<Claims.Ticket> expired -> close(CloseCode.TICKET_EXPIRED);
      case Verification.Invalid<Claims.Ticket> invalid -> close(CloseCode.TICKET_REFUSED);
    };
  }

  private static boolean continues(Claims.Ticket held, Claims.Ticket shown) {
    return shown.user().equals(held.user())
        && shown.device().equals(held.device())
        && shown.ticketId().equals(held.ticketId())
        && shown.expires().isAfter(held.expires());
  }

  private List<SocketAction> onJoinFrame(Phase.Open open, ClientFrame.Join join) {
    if (!mayCheck()) {
      return refuse(join.ref(), Code.RATE, rules.checks().untilNext().toMillis() + 1);
    }
    return switch (rules.tokens().pass(join.pass())) {
      case Verification.Valid<Claims.Pass>(Claims.Pass pass) -> onPass(open, join.ref(), pass);
      case Verification.Expired<Claims.Pass> expired -> refuse(join.ref(), Code.PASS_EXPIRED, null);
      case Verification.Invalid<Claims.Pass> invalid -> refuse(join.ref(), Code.BAD_PASS, null);
    };
  }

  private List<SocketAction> onPass(Phase.Open open, int ref, Claims.Pass pass) {
    if (!belongs(pass, open.ticket)) {
      return refuse(ref, Code.BAD_PASS, null);
    }
    if (rules.revocations().voids(pass, now())) {
      return refuse(ref, Code.REVOKED, null);
    }
    return joins.onPass(ref, pass);
  }

  /// A pass is of the ticket's user and device, and of this very ticket; and it is for a
  /// conversation, not for the user's own routing id, which the ticket has bound.
  private static boolean belongs(Claims.Pass pass, Claims.Ticket ticket) {
    return pass.user().equals(ticket.user())
        && pass.device().equals(ticket.device())
        && pass.ticketId().equals(ticket.ticketId())
        && !pass.conversation().equals(ticket.user());
  }

  /// Answers [SocketAction.Join].
  public List<SocketAction> onJoin(RoutingId conversation, Admission admission) {
    return joins.onAnswer(conversation, admission);
  }

  private List<SocketAction> onSend(Phase.Open open, ClientFrame.Send send) {
    Signal signal = send.data();
    boolean own =
        signal.conversation().equals(send.rid())
            && signal.sender().equals(open.ticket.user())
            && signal.device().equals(open.ticket.device());
    if (!own) {
      return close(CloseCode.BAD_FRAME);
    }
    if (!joins.holds(send.rid())) {
      return refuse(null, Code.NOT_JOINED, null);
    }
    if (signals == null) {
      signals = limit(config().signals().perSecond(), config().signals().burst());
    }
    return signals.tryTake(heardNs)
        ? List.of(new SocketAction.Relay(signal))
        : refuse(null, Code.RATE, signals.untilNext().toMillis() + 1);
  }

  private List<SocketAction> onAttend(Phase.Open open, ClientFrame.Attend attend) {
    return mayCheck()
        ? calls().onAttend(open.ticket, attend)
        : refuse(attend.ref(), Code.RATE, rules.checks().untilNext().toMillis() + 1);
  }

  private CallRights calls() {
    if (calls == null) {
      calls = new CallRights(rules);
    }
    return calls;
  }

  /// Answers [SocketAction.Attend], [SocketAction.Say] and [SocketAction.Want].
  public List<SocketAction> onAnswered(ServerFrame answer) {
    return phase instanceof Phase.Open ? send(answer) : List.of();
  }

  /// Whether the node's signaling may know this socket.
  public boolean hasAttended() {
    return calls != null && calls.hasAttended();
  }

  /// Time has passed; asked about once a second.
  public List<SocketAction> onTick() {
    long nowNs = rules.clock().nanoTime();
    return switch (phase) {
      case Phase.AwaitingHello awaiting ->
          nowNs - openedNs >= HELLO_WITHIN.toNanos() ? close(CloseCode.HELLO_LATE) : List.of();
      case Phase.Binding(Claims.Ticket ticket) -> onTick(ticket, nowNs);
      case Phase.Open(Claims.Ticket ticket) -> onTick(ticket, nowNs);
      case Phase.Closing closing -> List.of();
    };
  }

  private List<SocketAction> onTick(Claims.Ticket ticket, long nowNs) {
    if (isOver(ticket)) {
      return close(CloseCode.TICKET_EXPIRED);
    }
    if (nowNs - heardNs >= config().heartbeat().toNanos() * IDLE_HEARTBEATS) {
      return close(CloseCode.IDLE);
    }
    return joins.end(this::isOver);
  }

  /// A delivery may have passed it by. Who is not welcomed yet syncs after that anyway.
  public List<SocketAction> onMissed() {
    return phase instanceof Phase.Open ? send(new ServerFrame.Resync()) : List.of();
  }

  /// The node leaves, and it is this socket's turn: who is not welcomed yet need not be.
  public List<SocketAction> onLeaving(ServerFrame farewell) {
    return switch (phase) {
      case Phase.AwaitingHello awaiting -> close(CloseCode.GOING_AWAY);
      case Phase.Binding binding -> close(CloseCode.GOING_AWAY);
      case Phase.Open open -> send(farewell);
      case Phase.Closing closing -> List.of();
    };
  }

  /// The origin took something back, and signed that.
  public List<SocketAction> onRevoked(Claims.Revocation revocation) {
    return switch (phase) {
      case Phase.AwaitingHello awaiting -> List.of();
      case Phase.Binding(Claims.Ticket ticket) -> onRevoked(revocation, ticket);
      case Phase.Open(Claims.Ticket ticket) -> onRevoked(revocation, ticket);
      case Phase.Closing closing -> List.of();
    };
  }

  private List<SocketAction> onRevoked(Claims.Revocation revocation, Claims.Ticket ticket) {
    if (Revocations.covers(revocation, ticket)) {
      return close(CloseCode.TICKET_REVOKED);
    }
    List<SocketAction> actions = new ArrayList<>();
    actions.addAll(joins.refusePending(pass -> Revocations.covers(revocation, pass)));
    actions.addAll(joins.end(pass -> Revocations.covers(revocation, pass)));
    return actions;
  }

  /// The relay, or something outside this state, wants the socket closed.
  public List<SocketAction> close(CloseCode code) {
    if (phase instanceof Phase.Closing) {
      return List.of();
    }
    onClosed();
    return List.of(new SocketAction.Close(code));
  }

  /// The connection is gone.
  public void onClosed() {
    phase = new Phase.Closing();
    joins.clear();
  }

  /// Nobody has been admitted on it yet.
  public boolean isPending() {
    return phase instanceof Phase.AwaitingHello || phase instanceof Phase.Binding;
  }

  /// It has been welcomed, and is not closing.
  public boolean isOpen() {
    return phase instanceof Phase.Open;
  }

  /// Tokens live as long as their verifier lets them in, or a late one would be admitted to be
  /// closed at once.
  private boolean isOver(Claims claims) {
    return !now().isBefore(claims.expires().plus(TokenVerifier.LEEWAY));
  }

  private boolean mayCheck() {
    return rules.checks().tryTake(rules.clock().nanoTime());
  }

  private Instant now() {
    return rules.clock().now();
  }

  private RelayConfig config() {
    return rules.config();
  }

  private RateLimit limit(int perSecond, int burst) {
    return new RateLimit(perSecond, burst, rules.clock().nanoTime());
  }

  private static List<SocketAction> pong() {
    return send(new ServerFrame.Pong());
  }

  private static List<SocketAction> refuse(
      @Nullable Integer ref, Code code, @Nullable Long retryMs) {
    return send(new ServerFrame.Refused(ref, code, retryMs));
  }

  private static List<SocketAction> send(ServerFrame frame) {
    return List.of(new SocketAction.Send(frame));
  }

  private sealed interface Phase {
    record AwaitingHello() implements Phase {}

    record Binding(Claims.Ticket ticket) implements Phase {}

    record Open(Claims.Ticket ticket) implements Phase {}

    record Closing() implements Phase {}
  }
}
