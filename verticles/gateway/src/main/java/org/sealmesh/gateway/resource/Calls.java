package org.sealmesh.gateway.resource;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.ProblemType;
import org.sealmesh.gateway.http.Problems;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.Route.Budget;
import org.sealmesh.gateway.limit.TokenBuckets;
import org.sealmesh.gateway.resource.IceServers.IceServer;
import org.sealmesh.gateway.resource.IceServers.IceTransportPolicy;
import org.sealmesh.gateway.resource.MediaTokens.MediaToken;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.CallCommand;
import org.sealmesh.origin.persistence.CallCommand.CallFound;
import org.sealmesh.origin.persistence.CallCommand.CallRecord;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.LobbyCommand;

/// Calls: opening one, the right to take part in it, and what is kept of it (docs/PROTOCOL.md §9,
/// §10).
///
/// The generation of a grant is the time at which the call for it came in, as for a pass.
public final class Calls {
  private final Origin origin;
  private final Tickets tickets;
  private final IceServers iceServers;
  private final MediaTokens mediaTokens;
  private final TokenBuckets<UserId> opens;

  /// @param opens how many calls a user may still open
  Calls(
      Origin origin,
      Tickets tickets,
      IceServers iceServers,
      MediaTokens mediaTokens,
      TokenBuckets<UserId> opens) {
    this.origin = origin;
    this.tickets = tickets;
    this.iceServers = iceServers;
    this.mediaTokens = mediaTokens;
    this.opens = opens;
  }

  List<Route> routes() {
    // A grant lasts for minutes, so a session that has just ended must not be enough.
    return List.of(
        Route.of("openCall", Budget.WRITE, this::open).withFreshSession(),
        Route.of("renewCallGrant", Budget.READ, this::renew).withFreshSession(),
        Route.of("confirmCall", Budget.READ, this::confirm),
        Route.of("getCall", Budget.READ, this::get));
  }

  private Future<Answer> open(Call call) {
    OpenRequest asked = call.body(OpenRequest.class);
    EventCommand.Append append = append(call, asked.wish());
    return tickets
        .own(call, asked.ticket)
        .compose(ticket ->
            append(append)
                .compose(opening -> admit(call, ticket, opening.call(), opening.status())));
  }

  private EventCommand.Append append(Call call, Wish wish) {
    return new EventCommand.Append(
        call.user(),
        call.conversation(),
        wish.clientId,
        RequestHash.of("openCall", call, List.of("conversation"), wish),
        new Change.OpenCall(wish.media, mediaTokens.server()));
  }

  private Future<Outcomes.Opening> append(EventCommand.Append append) {
    Duration wait = opens.take(append.actor());
    if (!wait.isZero()) {
      throw new Refused(Problems.tooManyRequests(wait));
    }
    return origin.store(append).map(Outcomes::opening);
  }

  private Future<Answer> renew(Call call) {
    CallId id = id(call);
    return tickets
        .own(call, call.body(RenewRequest.class).ticket)
        .compose(ticket -> admit(call, ticket, id, 200));
  }

  private Future<Answer> admit(Call call, Claims.Ticket ticket, CallId id, int status) {
    return origin
        .store(new CallCommand.FindCall(call.user(), id))
        .map(Outcomes::openCall)
        .compose(found ->
            found.standing() == CallCommand.Standing.WAITING
                ? knock(call.user(), found.call())
                : grant(call, ticket, found, status));
  }

  /// She gets nothing by which she could come in, and asks again.
  private Future<Answer> knock(UserId user, CallRecord record) {
    return origin
        .store(new LobbyCommand.Knock(user, record.id()))
        .map(outcome -> {
          Outcomes.knocked(outcome);
          return new Answer.Content(202, new WaitingBody(record), Map.of());
        });
  }

  private Future<Answer> grant(Call call, Claims.Ticket ticket, CallFound found, int status) {
    Instant now = call.receivedAt();
    CallRecord record = found.call();
    MediaToken mediaToken = found.role().isOfGroup() ? mediaToken(record.id(), now) : null;
    Claims.Grant claims =
        new Claims.Grant(
            ticket.issuer(),
            ticket.user(),
            ticket.device(),
            ticket.ticketId(),
            found.rid(),
            record.id(),
            found.role(),
            found.peerRid(),
            record.openedAt(),
            now.toEpochMilli(),
            now,
            ticket.expires());
    return origin
        .sign(claims)
        .map(token ->
            new Answer.Content(
                status,
                new GrantBody(
                    record,
                    token,
                    claims.expires(),
                    iceServers.issue(now),
                    iceServers.policy(),
                    mediaToken),
                Map.of()));
  }

  /// It may be open all the same, if another process of the origin has a media server.
  private MediaToken mediaToken(CallId id, Instant now) {
    return mediaTokens
        .issue(id, now)
        .orElseThrow(() -> new Refused(Problems.of(ProblemType.NO_MEDIA_SERVER)));
  }

  private Future<Answer> confirm(Call call) {
    Confirmation said = call.body(Confirmation.class);
    return origin
        .store(
            new CallCommand.ConfirmCall(
                call.user(), id(call), said.party(), word(said), Duration.ofMillis(said.agoMs())))
        .map(Outcomes::confirmed)
        .map(found -> Answer.ok(new ConfirmedBody(found.call())));
  }

  private static CallCommand.Word word(Confirmation said) {
    return switch (said) {
      case AnsweredRequest answered -> new CallCommand.Answered();
      case PresentRequest present -> new CallCommand.Present();
      case LeftRequest left -> new CallCommand.Left();
      case EndedRequest ended -> new CallCommand.Ended(ended.reason);
    };
  }

  private Future<Answer> get(Call call) {
    return origin
        .store(new CallCommand.FindCall(call.user(), id(call)))
        .map(Outcomes::call)
        .map(found -> Answer.ok(found.call()));
  }

  private static CallId id(Call call) {
    return call.path("call", CallId::parse);
  }

  record OpenRequest(SignedToken ticket, ClientId clientId, CallMedia media) {
    Wish wish() {
      return new Wish(clientId, media);
    }
  }

  /// What makes two requests the same: who repeats one may have another ticket by then.
  record Wish(ClientId clientId, CallMedia media) {}

  record RenewRequest(SignedToken ticket) {}

  record GrantBody(
      CallRecord call,
      SignedToken grant,
      Instant expires,
      List<IceServer> iceServers,
      IceTransportPolicy iceTransportPolicy,
      @Nullable MediaToken mediaToken) {
    @Override
    public String toString() {
      return "GrantBody[…]";
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = AnsweredRequest.class, name = "answered"),
    @JsonSubTypes.Type(value = PresentRequest.class, name = "present"),
    @JsonSubTypes.Type(value = LeftRequest.class, name = "left"),
    @JsonSubTypes.Type(value = EndedRequest.class, name = "ended")
  })
  sealed interface Confirmation {
    PartyId party();

    long agoMs();
  }

  record AnsweredRequest(PartyId party, long agoMs) implements Confirmation {}

  record PresentRequest(PartyId party, long agoMs) implements Confirmation {}

  record LeftRequest(PartyId party, long agoMs) implements Confirmation {}

  record EndedRequest(PartyId party, CallEndReason reason, long agoMs) implements Confirmation {}

  record ConfirmedBody(CallRecord call) {}

  record WaitingBody(CallRecord call) {}
}
