package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.gateway.GatewayConfig.CallConfig;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.gateway.fixture.Samples;
import org.sealmesh.gateway.fixture.TestSigner;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TicketId;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.event.CallEndReason;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.CallCommand;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand;

class CallsTest {
  private static final String TURN = "turn:turn.example.org:3478?transport=udp";

  private final RunningGateway gateway = new RunningGateway(withTurn());

  /// Two calls an hour, by way of TURN alone.
  private static GatewayConfig withTurn() {
    return RunningGateway.calling(
        RunningGateway.generous(),
        new CallConfig(
            List.of(),
            List.of(TURN),
            Optional.of(new Secret("a secret that coturn has too")),
            Duration.ofHours(2),
            true,
            MediaConfig.none(),
            2));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void theCallersGrantNamesHerDeviceTheCallAndWhoIsCalled() {
    Instant now = Instant.now();
    Reply reply = open(Samples.ticket(gateway.signer, now));
    assertThat(reply.status()).isEqualTo(201);
    Claims.Grant grant = grant(reply);
    assertThat(grant.user()).isEqualTo(Origin.ADA.rid());
    assertThat(grant.device()).isEqualTo(Origin.DEVICE);
    assertThat(grant.ticketId()).isEqualTo(new TicketId(new UUID(9, 1)));
    assertThat(grant.conversation()).isEqualTo(Origin.TALK_RID);
    assertThat(grant.call()).isEqualTo(Origin.CALL);
    assertThat(grant.role()).isEqualTo(CallRole.CALLER);
    assertThat(grant.to()).isEqualTo(Origin.BEN.rid());
    assertThat(grant.opened()).isEqualTo(Origin.AT);
    assertThat(grant.expires().getEpochSecond()).isEqualTo(now.plusSeconds(300).getEpochSecond());
    assertThat(reply.json().getLong("expires")).isEqualTo(grant.expires().toEpochMilli());
    assertThat(reply.json().getJsonObject("call").getString("id")).isEqualTo(Origin.CALL.text());
    assertThat(gateway.bus.said(EventCommand.Append.class).getFirst().change())
        .isEqualTo(new Change.OpenCall(CallMedia.VIDEO, Change.MediaServer.NONE));
  }

  @Test
  void whoIsCalledIsTheCallee() {
    calledByBen();
    Reply reply = renew(Samples.ticket(gateway.signer, Instant.now()));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(grant(reply).role()).isEqualTo(CallRole.CALLEE);
    assertThat(grant(reply).to()).isEqualTo(Origin.BEN.rid());
  }

  @Test
  void whoOpensWhileOneIsOpenGetsThatOne() {
    calledByBen();
    gateway.bus.answer(
        EventCommand.Append.class, asked -> new EventCommand.CallIsOpen(Origin.CALL));
    Reply reply = open(Samples.ticket(gateway.signer, Instant.now()));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(grant(reply).role()).isEqualTo(CallRole.CALLEE);
  }

  private void calledByBen() {
    CallCommand.CallRecord call =
        new CallCommand.CallRecord(
            Origin.CALL,
            Origin.TALK,
            ConversationKind.DIRECT,
            CallMedia.AUDIO,
            Origin.BEN.id(),
            Origin.AT,
            null,
            null,
            null,
            null,
            List.of());
    gateway.bus.answer(CallCommand.FindCall.class, asked -> Origin.found(call, CallRole.CALLEE));
  }

  @Test
  void tellsByWhichServersAndLendsCredentials() {
    Reply reply = open(Samples.ticket(gateway.signer, Instant.now()));
    assertThat(reply.json().getString("iceTransportPolicy")).isEqualTo("relay");
    JsonObject server = reply.json().getJsonArray("iceServers").getJsonObject(0);
    assertThat(server.getJsonArray("urls")).containsExactly(TURN);
    assertThat(server.getString("username")).matches("[0-9]{10}:[A-Za-z0-9_-]{16}");
    assertThat(server.getString("credential")).hasSize(28);
  }

  @Test
  void aRepeatWithAYoungerTicketIsTheSameRequest() {
    open(Samples.ticket(gateway.signer, Instant.now()));
    open(Samples.ticket(gateway.signer, Instant.now().plusSeconds(60)));
    List<EventCommand.Append> asked = gateway.bus.said(EventCommand.Append.class);
    assertThat(asked).hasSize(2);
    assertThat(asked.getFirst().requestHash()).isEqualTo(asked.getLast().requestHash());
    assertThat(asked.getFirst().clientId()).isEqualTo(asked.getLast().clientId());
  }

  @Test
  void aGrantIsNoYoungerThanTheLookUpOfTheCall() {
    Instant before = gateway.clock.now();
    gateway.bus.answer(
        CallCommand.FindCall.class,
        asked -> {
          gateway.clock.turn(Duration.ofSeconds(5));
          return Origin.found(Origin.openCall());
        });
    renew(Samples.ticket(gateway.signer, Instant.now()));
    Claims signed = gateway.bus.said(CryptoMessage.Sign.class).getFirst().claims();
    assertThat(((Claims.OfUser) signed).generation())
        .isLessThan(before.plusSeconds(5).toEpochMilli());
  }

  @Test
  void opensNothingForATicketThatIsNotThisDevices() {
    Instant now = Instant.now();
    SignedToken foreign = Samples.ticket(new TestSigner(2), now);
    SignedToken ended = Samples.ticket(gateway.signer, now.minusSeconds(3_600));
    for (SignedToken ticket : List.of(foreign, ended, new SignedToken("x.y.z"))) {
      assertThat(open(ticket).problem()).isEqualTo("forbidden");
      assertThat(renew(ticket).problem()).isEqualTo("forbidden");
    }
    assertThat(gateway.bus.said(EventCommand.Append.class)).isEmpty();
    assertThat(gateway.bus.said(CryptoMessage.Sign.class)).isEmpty();
  }

  @Test
  void opensOnlySoManyInAnHour() {
    SignedToken ticket = Samples.ticket(gateway.signer, Instant.now());
    assertThat(open(ticket).status()).isEqualTo(201);
    assertThat(open(ticket).status()).isEqualTo(201);
    Reply third = open(ticket);
    assertThat(third.problem()).isEqualTo("too-many-requests");
    assertThat(Integer.parseInt(third.http().getHeader("Retry-After"))).isBetween(1_700, 1_800);
    assertThat(gateway.bus.said(EventCommand.Append.class)).hasSize(2);
    // What has rung already goes on.
    assertThat(renew(ticket).status()).isEqualTo(200);
  }

  @Test
  void passesOnWhatIsConfirmed() {
    String party = "\"party\":\"" + Origin.PARTY.text() + "\",\"agoMs\":1500";
    confirm("{\"what\":\"answered\"," + party + "}");
    confirm("{\"what\":\"present\"," + party + "}");
    confirm("{\"what\":\"left\"," + party + "}");
    confirm("{\"what\":\"ended\",\"reason\":\"no-answer\"," + party + "}");
    assertThat(gateway.bus.said(CallCommand.ConfirmCall.class))
        .containsExactly(
            said(new CallCommand.Answered()),
            said(new CallCommand.Present()),
            said(new CallCommand.Left()),
            said(new CallCommand.Ended(CallEndReason.NO_ANSWER)));
  }

  @Test
  void takesNoOtherConfirmation() {
    String party = "\"party\":\"" + Origin.PARTY.text() + "\"";
    for (String body :
        List.of(
            "{\"what\":\"answered\",\"reason\":\"hung-up\",\"agoMs\":0," + party + "}",
            "{\"what\":\"ended\",\"reason\":\"lost\",\"agoMs\":0," + party + "}",
            "{\"what\":\"ended\",\"reason\":\"answered-elsewhere\",\"agoMs\":0," + party + "}",
            "{\"what\":\"left\",\"reason\":\"hung-up\",\"agoMs\":0," + party + "}",
            "{\"what\":\"present\",\"agoMs\":-1," + party + "}",
            "{\"what\":\"present\",\"agoMs\":14400001," + party + "}",
            "{\"what\":\"gone\",\"agoMs\":0," + party + "}")) {
      assertThat(gateway.post(path("/confirmations"), body).problem()).isEqualTo("bad-request");
    }
    assertThat(gateway.bus.said(CallCommand.ConfirmCall.class)).isEmpty();
  }

  private static CallCommand.ConfirmCall said(CallCommand.Word word) {
    return new CallCommand.ConfirmCall(
        Origin.ADA.id(), Origin.CALL, Origin.PARTY, word, Duration.ofMillis(1_500));
  }

  private void confirm(String body) {
    Reply reply = gateway.post(path("/confirmations"), body);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getJsonObject("call").getString("reason")).isEqualTo("hung-up");
  }

  private static String path(String rest) {
    return "/calls/" + Origin.CALL.text() + rest;
  }

  private Reply open(SignedToken ticket) {
    return gateway.post(
        "/conversations/" + Origin.TALK.text() + "/calls",
        new JsonObject()
            .put("ticket", ticket.compact())
            .put("clientId", Origin.CLIENT.text())
            .put("media", "video")
            .encode());
  }

  private Reply renew(SignedToken ticket) {
    return gateway.post(path("/grants"), new JsonObject().put("ticket", ticket.compact()).encode());
  }

  private Claims.Grant grant(Reply reply) {
    TokenVerifier verifier =
        new TokenVerifier(List.of(gateway.signer.signer()), gateway.clock::now);
    SignedToken token = new SignedToken(reply.json().getString("grant"));
    return ((Verification.Valid<Claims.Grant>) verifier.grant(token)).claims();
  }
}
