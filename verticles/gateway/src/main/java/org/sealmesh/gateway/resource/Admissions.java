package org.sealmesh.gateway.resource;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.GatewayConfig;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TicketId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.persistence.AccountCommand.Session;
import org.sealmesh.origin.persistence.ConversationCommand;
import org.sealmesh.origin.persistence.ConversationCommand.Membership;

/// Tickets and passes (docs/PROTOCOL.md §5).
///
/// The gateway remembers no ticket. A browser shows the one it has, and its signature says whose it
/// is and when it ends; so any node of the origin can prolong it, and no pass outlives it. The
/// generation of what is signed is the time at which the call came in, before session and
/// membership were looked up: a removal that these look-ups did not see yet has a later one.
public final class Admissions {
  private final Origin origin;
  private final Tickets tickets;
  private final RandomBytes random;
  private final GatewayConfig config;

  Admissions(Origin origin, Tickets tickets, RandomBytes random, GatewayConfig config) {
    this.origin = origin;
    this.tickets = tickets;
    this.random = random;
    this.config = config;
  }

  List<Route> routes() {
    // What is signed here lasts for minutes, so a session that has just ended must not be enough.
    return List.of(
        Route.of("getTicket", Budget.READ, this::ticket).withFreshSession(),
        Route.of("getPasses", Budget.READ, this::passes).withFreshSession());
  }

  private Future<Answer> ticket(Call call) {
    SignedToken shown = call.body(TicketRequest.class).ticket;
    Future<TicketId> id =
        shown == null
            ? Future.succeededFuture(TicketId.of(random.bytes(TicketId.BYTES)))
            : tickets.own(call, shown).map(Claims.Ticket::ticketId);
    return Future.all(id, origin.timeline())
        .compose(both -> signTicket(call, both.resultAt(1), both.resultAt(0)));
  }

  private Future<Answer> signTicket(Call call, Timeline timeline, TicketId id) {
    Session session = call.session().session();
    Instant now = call.receivedAt();
    Instant end = now.plus(config.tokens().ticketLifetime());
    Claims.Ticket claims =
        new Claims.Ticket(
            timeline,
            session.user().rid(),
            session.device(),
            id,
            now.toEpochMilli(),
            now,
            end.isBefore(session.expires()) ? end : session.expires());
    return origin
        .sign(claims)
        .map(token -> Answer.created(new TicketBody(token, id, claims.expires(), config.relays())));
  }

  private Future<Answer> passes(Call call) {
    PassesRequest asked = call.body(PassesRequest.class);
    return tickets
        .own(call, asked.ticket)
        .compose(ticket ->
            origin
                .store(new ConversationCommand.CheckMembership(call.user(), asked.conversations))
                .compose(found -> signPasses(call, ticket, found.memberships())));
  }

  private Future<Answer> signPasses(Call call, Claims.Ticket ticket, List<Membership> of) {
    List<Future<PassBody>> passes = of.stream().map(m -> signPass(call, ticket, m)).toList();
    return Future.all(passes).map(signed -> Answer.ok(new PassesBody(signed.list())));
  }

  private Future<PassBody> signPass(Call call, Claims.Ticket ticket, Membership membership) {
    Instant now = call.receivedAt();
    Claims.Pass claims =
        new Claims.Pass(
            ticket.issuer(),
            ticket.user(),
            ticket.device(),
            ticket.ticketId(),
            membership.rid(),
            now.toEpochMilli(),
            now,
            ticket.expires());
    return origin
        .sign(claims)
        .map(token -> new PassBody(membership.id(), membership.rid(), token, claims.expires()));
  }

  record TicketRequest(@Nullable SignedToken ticket) {}

  record TicketBody(SignedToken ticket, TicketId ticketId, Instant expires, List<String> relays) {}

  record PassesRequest(SignedToken ticket, List<ConversationId> conversations) {
    PassesRequest {
      conversations = List.copyOf(conversations);
    }
  }

  record PassesBody(List<PassBody> passes) {}

  record PassBody(ConversationId conversation, RoutingId rid, SignedToken pass, Instant expires) {}
}
