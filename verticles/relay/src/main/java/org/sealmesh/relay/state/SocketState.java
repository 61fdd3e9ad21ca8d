package org.sealmesh.relay.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
  private static final long LATER_MS = 1_000;

  private final SocketRules rules;
  private final RateLimit frames;
  private final long openedNs;
  private final Map<RoutingId, Claims.Pass> joined = new HashMap<>(0);
  private final Map<RoutingId, PendingJoin> joining = new HashMap<>(0);
  private @Nullable RateLimit signals;
  private Phase phase = new Phase.AwaitingHello();
  private long heardNs;

  public SocketState(SocketRules rules) {
    this.rules = rules;
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
      case ClientFrame.Leave leave -> onLeave(leave);
      case ClientFrame.Send send -> onSend(open, send);
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
      return giveBack(user, admission);
    }
    return switch (admission) {
      case Admission.Admitted admitted -> {
        phase = new Phase.Open(ticket);
        yield List.of(
            new SocketAction.Attach(user),
            new SocketAction.Send(
                new ServerFrame.Welcome(
                    rules.node(), (int) config().heartbeat().toSeconds(), ticket.expires())));
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
    RoutingId rid = pass.conversation();
    if (!belongs(pass, open.ticket)) {
      return refuse(ref, Code.BAD_PASS, null);
    }
    if (rules.revocations().voids(pass, now())) {
      return refuse(ref, Code.REVOKED, null);
    }
    if (joining.containsKey(rid)) {
      return refuse(ref, Code.RATE, LATER_MS);
    }
    Claims.Pass held = joined.get(rid);
    if (held != null) {
      Claims.Pass longer = pass.expires().isBefore(held.expires()) ? held : pass;
      joined.put(rid, longer);
      return send(new ServerFrame.Joined(ref, rid, longer.expires()));
    }
    if (joined.size() + joining.size() >= config().joinsMax()) {
      return refuse(ref, Code.TOO_MANY, null);
    }
    joining.put(rid, new PendingJoin(ref, pass));
    return List.of(new SocketAction.Join(rid));
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
    PendingJoin join = joining.remove(conversation);
    Claims.Pass pass = join == null ? null : join.pass;
    if (join == null || pass == null) {
      return giveBack(conversation, admission);
    }
    return switch (admission) {
      case Admission.Admitted admitted -> {
        joined.put(conversation, pass);
        yield List.of(
            new SocketAction.Attach(conversation),
            new SocketAction.Send(new ServerFrame.Joined(join.ref, conversation, pass.expires())));
      }
      case Admission.TooManySockets tooMany -> refuse(join.ref, Code.TOO_MANY, null);
      case Admission.Unavailable unavailable -> refuse(join.ref, Code.RATE, LATER_MS);
    };
  }

  private List<SocketAction> onLeave(ClientFrame.Leave leave) {
    joining.computeIfPresent(leave.rid(), (rid, join) -> join.abandoned());
    return joined.remove(leave.rid()) == null
        ? List.of()
        : List.of(new SocketAction.Detach(leave.rid()));
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
    if (!joined.containsKey(send.rid())) {
      return refuse(null, Code.NOT_JOINED, null);
    }
    if (signals == null) {
      signals = limit(config().signalsPerSecond(), config().signalsBurst());
    }
    return signals.tryTake(heardNs)
        ? List.of(new SocketAction.Relay(signal))
        : refuse(null, Code.RATE, signals.untilNext().toMillis() + 1);
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
    return joined.isEmpty() ? List.of() : end(joined.values().stream().filter(this::isOver));
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
    joining.replaceAll((rid, join) -> {
      if (join.pass == null || !Revocations.covers(revocation, join.pass)) {
        return join;
      }
      actions.addAll(refuse(join.ref, Code.REVOKED, null));
      return join.abandoned();
    });
    actions.addAll(
        end(joined.values().stream().filter(pass -> Revocations.covers(revocation, pass))));
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
    joined.clear();
    joining.clear();
  }

  /// Nobody has been admitted on it yet.
  public boolean isPending() {
    return phase instanceof Phase.AwaitingHello || phase instanceof Phase.Binding;
  }

  private List<SocketAction> end(Stream<Claims.Pass> passes) {
    List<SocketAction> actions = new ArrayList<>();
    for (RoutingId rid : passes.map(Claims.Pass::conversation).toList()) {
      joined.remove(rid);
      actions.add(new SocketAction.Detach(rid));
      actions.add(new SocketAction.Send(new ServerFrame.Left(rid)));
    }
    return actions;
  }

  /// An answer came for something that is no longer wanted: its share must not be left behind.
  private static List<SocketAction> giveBack(RoutingId rid, Admission admission) {
    return admission instanceof Admission.Admitted
        ? List.of(new SocketAction.Detach(rid))
        : List.of();
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

  /// A join that waits for the router. It stays here until the answer is in, whatever happens, so
  /// that no second one for the same routing id can mistake that answer for its own.
  ///
  /// @param pass null once nobody wants it any more
  private record PendingJoin(int ref, Claims.@Nullable Pass pass) {
    PendingJoin abandoned() {
      return new PendingJoin(ref, null);
    }
  }

  private sealed interface Phase {
    record AwaitingHello() implements Phase {}

    record Binding(Claims.Ticket ticket) implements Phase {}

    record Open(Claims.Ticket ticket) implements Phase {}

    record Closing() implements Phase {}
  }
}
