package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Secret;
import org.sealmesh.gateway.GatewayConfig.CallConfig;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.gateway.fixture.Samples;
import org.sealmesh.mesh.Epoch;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.event.CallMedia;
import org.sealmesh.origin.persistence.CallCommand;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.LobbyCommand;

class GroupCallsTest {
  private static final String SECRET = "a secret that janus has too";

  private final RunningGateway gateway = new RunningGateway(withMediaServer());

  private static GatewayConfig withMediaServer() {
    return RunningGateway.calling(
        RunningGateway.generous(),
        new CallConfig(
            List.of(),
            List.of(),
            Optional.empty(),
            Duration.ofHours(2),
            false,
            new MediaConfig(Optional.of(new Secret(SECRET)), Duration.ofHours(1)),
            10));
  }

  @BeforeEach
  void adaIsHost() {
    found(CallRole.HOST);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private void found(CallRole role) {
    gateway.bus.answer(CallCommand.FindCall.class, asked -> Origin.found(Origin.groupCall(), role));
  }

  @Test
  void theGrantIsForNobodyElseAndBringsTokensForTheRoom() {
    Reply reply = open();
    assertThat(reply.status()).isEqualTo(201);
    Claims.Grant grant = grant(reply);
    assertThat(grant.role()).isEqualTo(CallRole.HOST);
    assertThat(grant.to()).isNull();
    assertThat(grant.conversation()).isEqualTo(Origin.TALK_RID);
    assertThat(grant.call()).isEqualTo(Origin.CALL);
    String[] tokens = reply.json().getString("mediaToken").split(" ");
    long end = grant.issuedAt().getEpochSecond() + 3_600;
    assertThat(tokens).hasSize(2);
    assertThat(tokens[0]).matches(end + ",janus,janus\\.plugin\\.videoroom:[A-Za-z0-9+/]{27}=");
    assertThat(tokens[1])
        .matches(
            end + ",janus\\.plugin\\.videoroom,room=" + Origin.CALL.text() + ":[A-Za-z0-9+/]{27}=");
    assertThat(gateway.bus.said(EventCommand.Append.class).getFirst().change())
        .isEqualTo(new Change.OpenCall(CallMedia.VIDEO, Change.MediaServer.THERE));
  }

  @Test
  void whoComesLaterIsAParticipant() {
    found(CallRole.PARTICIPANT);
    gateway.bus.answer(
        EventCommand.Append.class, asked -> new EventCommand.CallIsOpen(Origin.CALL));
    Reply opened = open();
    assertThat(opened.status()).isEqualTo(200);
    for (Reply reply : List.of(opened, renew())) {
      assertThat(grant(reply).role()).isEqualTo(CallRole.PARTICIPANT);
      assertThat(grant(reply).to()).isNull();
      assertThat(reply.json().getString("mediaToken")).contains(Origin.CALL.text());
    }
  }

  @Test
  void whoHasToWaitGetsNothingToComeInBy() {
    gateway.bus.answer(
        CallCommand.FindCall.class,
        asked ->
            new CallCommand.CallFound(
                Origin.groupCall(),
                Origin.TALK_RID,
                CallRole.PARTICIPANT,
                null,
                CallCommand.Standing.WAITING));
    gateway.bus.answer(LobbyCommand.Knock.class, asked -> new LobbyCommand.Knocked());
    for (Reply reply : List.of(open(), renew())) {
      assertThat(reply.status()).isEqualTo(202);
      assertThat(reply.json().fieldNames()).containsExactly("call");
    }
    assertThat(gateway.bus.said(CryptoMessage.Sign.class)).isEmpty();
    assertThat(gateway.bus.said(LobbyCommand.Knock.class))
        .containsOnly(new LobbyCommand.Knock(Origin.ADA.id(), Origin.CALL));
    gateway.bus.answer(LobbyCommand.Knock.class, asked -> new LobbyCommand.LobbyFull(100));
    assertThat(renew().problem()).isEqualTo("call-full");
  }

  @Test
  void aHostTurnsTheLobbyOnAndAnswersWhoKnocks() {
    LobbyCommand.Waiting ben = new LobbyCommand.Waiting(Origin.BEN.id(), Origin.AT);
    gateway.bus.answer(
        LobbyCommand.SetLobby.class,
        asked -> new LobbyCommand.LobbyFound(asked.lobby(), List.of(ben)));
    gateway.bus.answer(
        LobbyCommand.AnswerKnock.class,
        asked -> new LobbyCommand.LobbyFound(LobbyCommand.Lobby.ON, List.of()));
    String lobby = "/calls/" + Origin.CALL.text() + "/lobby";
    JsonObject on = gateway.put(lobby, "{\"lobby\":\"on\"}").json();
    assertThat(on.getString("lobby")).isEqualTo("on");
    assertThat(on.getJsonArray("waiting").getJsonObject(0).getString("user"))
        .isEqualTo(Origin.BEN.id().text());
    Reply answered =
        gateway.put(lobby + "/" + Origin.BEN.id().text(), "{\"verdict\":\"turned-away\"}");
    assertThat(answered.json().getJsonArray("waiting")).isEmpty();
    assertThat(gateway.bus.said(LobbyCommand.AnswerKnock.class))
        .containsExactly(
            new LobbyCommand.AnswerKnock(
                Origin.ADA.id(), Origin.CALL, Origin.BEN.id(), LobbyCommand.Verdict.TURNED_AWAY));
    assertThat(gateway.put(lobby, "{\"lobby\":\"perhaps\"}").problem()).isEqualTo("bad-request");
  }

  @Test
  void aCallOfTwoHasNoToken() {
    gateway.bus.answer(CallCommand.FindCall.class, asked -> Origin.found(Origin.openCall()));
    Reply reply = open();
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().containsKey("mediaToken")).isFalse();
  }

  @Test
  void showsWhoIsInItAndSince() {
    JsonObject call = gateway.get("/calls/" + Origin.CALL.text()).json();
    assertThat(call.getString("kind")).isEqualTo("group");
    assertThat(call.getJsonArray("participants")).hasSize(2);
    JsonObject ada = call.getJsonArray("participants").getJsonObject(1);
    assertThat(ada.getString("user")).isEqualTo(Origin.ADA.id().text());
    assertThat(ada.getLong("joinedAt")).isEqualTo(Origin.AT.plusSeconds(10).toEpochMilli());
    assertThat(ada.containsKey("leftAt")).isFalse();
  }

  @Test
  void whoIsNoMemberAnyMoreGetsNothing() {
    gateway.bus.answer(CallCommand.FindCall.class, asked -> new CallCommand.NoSuchCall());
    gateway.bus.answer(EventCommand.Append.class, asked -> new EventCommand.NoSuchConversation());
    assertThat(open().problem()).isEqualTo("not-found");
    assertThat(renew().problem()).isEqualTo("not-found");
    assertThat(gateway.bus.said(CryptoMessage.Sign.class)).isEmpty();
  }

  @Test
  void saysHowManyMayBeInIt() {
    gateway.bus.answer(CallCommand.ConfirmCall.class, asked -> new CallCommand.TooManyPresent(25));
    Reply full =
        gateway.post(
            "/calls/" + Origin.CALL.text() + "/confirmations",
            "{\"party\":\"" + Origin.PARTY.text() + "\",\"what\":\"answered\",\"agoMs\":0}");
    assertThat(full.problem()).isEqualTo("call-full");
    assertThat(full.json().getInteger("limit")).isEqualTo(25);
  }

  @Test
  void aRemovalTakesTheGrantBack() {
    Claims.Grant grant = grant(renew());
    gateway.bus.answer(
        EventCommand.Append.class,
        asked ->
            new EventCommand.Appended(
                new Seq(3), Epoch.FIRST, Origin.AT, null, Origin.TALK_RID, Origin.ADA.rid(), null));
    gateway.bus.answer(RouterMessage.Revoke.class, asked -> new RouterMessage.FannedOut(Set.of()));
    gateway.clock.turn(Duration.ofSeconds(1));
    Reply removed =
        gateway.delete(
            "/conversations/"
                + Origin.TALK.text()
                + "/members/"
                + Origin.ADA.id().text()
                + "?clientId="
                + Origin.CLIENT.text());
    assertThat(removed.status()).isEqualTo(200);
    SignedToken told = gateway.bus.said(RouterMessage.Revoke.class).getFirst().revocation();
    Claims.Revocation revocation =
        ((Verification.Valid<Claims.Revocation>) verifier().revocation(told)).claims();
    assertThat(revocation.conversation()).isEqualTo(grant.conversation());
    assertThat(revocation.covers(grant.user(), grant.device(), grant.generation())).isTrue();
    assertThat(revocation.expires()).isAfterOrEqualTo(grant.expires());
  }

  private Reply open() {
    return gateway.post(
        "/conversations/" + Origin.TALK.text() + "/calls",
        shown().put("clientId", Origin.CLIENT.text()).put("media", "video").encode());
  }

  private Reply renew() {
    return gateway.post("/calls/" + Origin.CALL.text() + "/grants", shown().encode());
  }

  private JsonObject shown() {
    return new JsonObject().put("ticket", Samples.ticket(gateway.signer, Instant.now()).compact());
  }

  private TokenVerifier verifier() {
    return new TokenVerifier(List.of(gateway.signer.signer()), gateway.clock::now);
  }

  private Claims.Grant grant(Reply reply) {
    SignedToken token = new SignedToken(reply.json().getString("grant"));
    return ((Verification.Valid<Claims.Grant>) verifier().grant(token)).claims();
  }
}
