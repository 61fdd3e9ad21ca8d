package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.gateway.fixture.Samples;
import org.sealmesh.gateway.fixture.TestSigner;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.mesh.token.SignedToken;
import org.sealmesh.mesh.token.TicketId;
import org.sealmesh.mesh.token.TokenVerifier;
import org.sealmesh.mesh.token.Verification;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.ConversationCommand;

class AdmissionsTest {
  private final RunningGateway gateway = new RunningGateway(RunningGateway.generous());

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aTicketNamesTheDeviceAndEndsSoon() {
    Reply reply = gateway.post("/tickets", "{}");
    Claims.Ticket ticket = verified(reply);
    assertThat(ticket.user()).isEqualTo(Origin.ADA.rid());
    assertThat(ticket.device()).isEqualTo(Origin.DEVICE);
    assertThat(ticket.issuer()).isEqualTo(Origin.TIMELINE);
    assertThat(ticket.ticketId().text()).isEqualTo(reply.json().getString("ticketId"));
    assertThat(Duration.between(ticket.issuedAt(), ticket.expires()))
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(reply.json().getLong("expires")).isEqualTo(ticket.expires().toEpochMilli());
    assertThat(reply.json().getJsonArray("relays")).containsExactly("/socket");
  }

  @Test
  void aTicketDoesNotOutliveTheSession() {
    Instant end = gateway.clock.now().plusSeconds(90);
    gateway.bus.answer(
        AccountCommand.FindSession.class,
        asked ->
            new AccountCommand.SessionFound(
                new AccountCommand.Session(Origin.ADA, Origin.DEVICE, end)));
    assertThat(verified(gateway.post("/tickets", "{}")).expires().getEpochSecond())
        .isEqualTo(end.getEpochSecond());
  }

  @Test
  void aRefreshedTicketKeepsItsId() {
    Claims.Ticket first = verified(gateway.post("/tickets", "{}"));
    String shown = new JsonObject().put("ticket", gateway.signer.sign(first).compact()).encode();
    gateway.clock.turn(Duration.ofMinutes(5));
    Claims.Ticket second = verified(gateway.post("/tickets", shown));
    assertThat(second.ticketId()).isEqualTo(first.ticketId());
    assertThat(second.expires()).isAfter(first.expires());
    assertThat(second.generation()).isGreaterThan(first.generation());
  }

  @Test
  void aPassEndsWithItsTicketAndNamesIt() {
    Instant now = Instant.now();
    SignedToken ticket = Samples.ticket(gateway.signer, now);
    JsonObject pass = passes(ticket).json().getJsonArray("passes").getJsonObject(0);
    Verification<Claims.Pass> verified = verifier().pass(new SignedToken(pass.getString("pass")));
    Claims.Pass claims = ((Verification.Valid<Claims.Pass>) verified).claims();
    assertThat(claims.expires().getEpochSecond()).isEqualTo(now.plusSeconds(300).getEpochSecond());
    assertThat(claims.ticketId()).isEqualTo(new TicketId(new UUID(9, 1)));
    assertThat(claims.conversation()).isEqualTo(Origin.TALK_RID);
    assertThat(claims.device()).isEqualTo(Origin.DEVICE);
    assertThat(pass.getString("rid")).isEqualTo(Origin.TALK_RID.text());
  }

  @Test
  void aPassIsNoYoungerThanTheLookUpOfTheMembership() {
    AtomicReference<Instant> removed = new AtomicReference<>();
    gateway.bus.answer(
        ConversationCommand.CheckMembership.class,
        asked -> {
          // She is removed right after this was read, and signing comes much later.
          removed.set(gateway.clock.now());
          gateway.clock.turn(Duration.ofSeconds(5));
          return new ConversationCommand.Memberships(
              List.of(new ConversationCommand.Membership(Origin.TALK, Origin.TALK_RID)));
        });
    passes(Samples.ticket(gateway.signer, Instant.now()));
    Claims signed = gateway.bus.said(CryptoMessage.Sign.class).getFirst().claims();
    assertThat(((Claims.OfUser) signed).generation())
        .isLessThanOrEqualTo(removed.get().toEpochMilli());
  }

  @Test
  void givesNoPassForWhatOneIsNotIn() {
    gateway.bus.answer(
        ConversationCommand.CheckMembership.class,
        asked -> new ConversationCommand.Memberships(List.of()));
    Reply reply = passes(Samples.ticket(gateway.signer, Instant.now()));
    assertThat(reply.json().getJsonArray("passes")).isEmpty();
    assertThat(gateway.bus.said(CryptoMessage.Sign.class)).isEmpty();
  }

  @Test
  void refusesTicketsThatAreNotThisDevices() {
    Instant now = Instant.now();
    Timeline here = Origin.TIMELINE;
    RoutingId ada = Origin.ADA.rid();
    for (SignedToken foreign :
        List.of(
            sign(gateway.signer, here, Origin.BEN.rid(), Origin.DEVICE, now),
            sign(gateway.signer, here, ada, new DeviceId(new UUID(3, 9)), now),
            sign(gateway.signer, new Timeline(new UUID(4, 9)), ada, Origin.DEVICE, now),
            sign(gateway.signer, here, ada, Origin.DEVICE, now.minusSeconds(3_600)),
            sign(new TestSigner(2), here, ada, Origin.DEVICE, now),
            new SignedToken("x.y.z"))) {
      assertThat(passes(foreign).problem()).isEqualTo("forbidden");
      assertThat(
              gateway
                  .post("/tickets", new JsonObject().put("ticket", foreign.compact()).encode())
                  .problem())
          .isEqualTo("forbidden");
    }
    assertThat(gateway.bus.said(CryptoMessage.Sign.class)).isEmpty();
  }

  private static SignedToken sign(
      TestSigner signer, Timeline timeline, RoutingId user, DeviceId device, Instant at) {
    return signer.sign(
        new Claims.Ticket(
            timeline,
            user,
            device,
            new TicketId(new UUID(9, 1)),
            at.toEpochMilli(),
            at,
            at.plusSeconds(600)));
  }

  private Reply passes(SignedToken ticket) {
    return gateway.post(
        "/passes",
        new JsonObject()
            .put("ticket", ticket.compact())
            .put("conversations", new JsonArray().add(Origin.TALK.text()))
            .encode());
  }

  private Claims.Ticket verified(Reply reply) {
    SignedToken token = new SignedToken(reply.json().getString("ticket"));
    return ((Verification.Valid<Claims.Ticket>) verifier().ticket(token)).claims();
  }

  private TokenVerifier verifier() {
    return new TokenVerifier(List.of(gateway.signer.signer()), gateway.clock::now);
  }
}
