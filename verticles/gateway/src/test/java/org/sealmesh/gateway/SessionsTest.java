package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.mesh.token.Claims;
import org.sealmesh.origin.crypto.CryptoMessage;
import org.sealmesh.origin.persistence.AccountCommand;

class SessionsTest {
  private final RunningGateway gateway = new RunningGateway(RunningGateway.generous());

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void keepsOnlyTheHashOfATokenThatIsNeverTheSame() {
    String first = signIn("ada", Origin.PASSWORD).json().getString("token");
    String second = signIn("ada", Origin.PASSWORD).json().getString("token");
    assertThat(first).isNotEqualTo(second);
    assertThat(gateway.bus.said(AccountCommand.OpenSession.class))
        .extracting(AccountCommand.OpenSession::tokenHash)
        .usingElementComparator(Arrays::compare)
        .containsExactly(Origin.sha256(first), Origin.sha256(second));
  }

  @Test
  void answersAnUnknownLoginLikeAWrongPasswordAfterTheSameWork() {
    Reply wrong = signIn("ada", "wrong");
    Reply unknown = signIn("nobody", "wrong");
    assertThat(wrong.problem()).isEqualTo("wrong-credentials");
    assertThat(unknown.http().bodyAsString()).isEqualTo(wrong.http().bodyAsString());
    assertThat(unknown.http().headers().names())
        .containsExactlyElementsOf(wrong.http().headers().names());
    assertThat(gateway.bus.said(CryptoMessage.VerifyPassword.class)).hasSize(2);
    assertThat(gateway.bus.said(CryptoMessage.HashPassword.class))
        .as("the decoy was made at the start")
        .isEmpty();
  }

  @Test
  void refusesAPasswordThatMatchesTheDecoyOfAnUnknownLogin() {
    gateway.bus.answer(
        CryptoMessage.VerifyPassword.class, asked -> CryptoMessage.PasswordVerdict.MATCHES);
    assertThat(signIn("nobody", "whatever").problem()).isEqualTo("wrong-credentials");
  }

  @Test
  void slowsGuessingDown() {
    for (int i = 0; i < 5; i++) {
      assertThat(signIn("ada", "wrong").problem()).isEqualTo("wrong-credentials");
    }
    Reply slowed = signIn("ADA", Origin.PASSWORD);
    assertThat(slowed.problem()).isEqualTo("too-many-requests");
    assertThat(slowed.http().getHeader("Retry-After")).isEqualTo("1");
    gateway.clock.turn(Duration.ofSeconds(1));
    assertThat(signIn("ada", Origin.PASSWORD).status()).isEqualTo(201);
    assertThat(signIn("ada", "wrong").problem()).isEqualTo("wrong-credentials");
  }

  @Test
  void doesNotCountAnAttemptThatNobodyCouldJudge() {
    for (int i = 0; i < 8; i++) {
      gateway.bus.fail(
          CryptoMessage.VerifyPassword.class, new Bus.Unanswered(Bus.Reason.MAILBOX_FULL, "x"));
      assertThat(signIn("ada", Origin.PASSWORD).problem()).isEqualTo("unavailable");
    }
    gateway.bus.answer(
        CryptoMessage.VerifyPassword.class, asked -> CryptoMessage.PasswordVerdict.MATCHES);
    assertThat(signIn("ada", Origin.PASSWORD).status()).isEqualTo(201);
  }

  @Test
  void looksASessionUpOnceInAFewSeconds() {
    for (int i = 0; i < 5; i++) {
      assertThat(gateway.get("/session").status()).isEqualTo(200);
    }
    assertThat(gateway.bus.said(AccountCommand.FindSession.class)).hasSize(1);
    gateway.clock.turn(Duration.ofSeconds(5));
    gateway.get("/session");
    assertThat(gateway.bus.said(AccountCommand.FindSession.class)).hasSize(2);
  }

  @Test
  void asksTheDatabaseBeforeItSignsATicket() {
    gateway.get("/session");
    gateway.post("/tickets", "{}");
    assertThat(gateway.bus.said(AccountCommand.FindSession.class)).hasSize(2);
  }

  @Test
  void signingOutEndsTheSessionThenTakesTheTicketsBack() {
    gateway.get("/session");
    assertThat(gateway.delete("/session").status()).isEqualTo(204);
    var said = gateway.bus.said(Object.class);
    int closed = index(said, AccountCommand.CloseSession.class);
    int signed = index(said, CryptoMessage.Sign.class);
    int revoked = index(said, RouterMessage.Revoke.class);
    assertThat(closed).isLessThan(signed);
    assertThat(signed).isLessThan(revoked);
    Claims.Revocation claims =
        (Claims.Revocation) gateway.bus.said(CryptoMessage.Sign.class).getFirst().claims();
    assertThat(claims.user()).isEqualTo(Origin.ADA.rid());
    assertThat(claims.device()).isEqualTo(Origin.DEVICE);
    assertThat(claims.conversation()).isNull();
    gateway.bus.answer(AccountCommand.FindSession.class, asked -> new AccountCommand.NoSession());
    assertThat(gateway.get("/session").problem()).isEqualTo("unauthenticated");
  }

  @Test
  void showsWhichSessionAsks() {
    JsonArray sessions = gateway.get("/sessions").json().getJsonArray("sessions");
    assertThat(sessions)
        .extracting(one -> ((JsonObject) one).getBoolean("current"))
        .containsExactly(false, true);
    assertThat(sessions.getJsonObject(0).getLong("since")).isEqualTo(Origin.AT.toEpochMilli());
    assertThat(sessions.getJsonObject(1).containsKey("since")).isFalse();
  }

  @Test
  void endingASessionElsewhereTakesItsTicketsBackAndForgetsIt() {
    gateway.get("/session");
    String elsewhere = "/sessions/" + Origin.OTHER_DEVICE.text();
    assertThat(gateway.delete(elsewhere).status()).isEqualTo(204);
    var said = gateway.bus.said(Object.class);
    assertThat(index(said, AccountCommand.EndSession.class))
        .isLessThan(index(said, RouterMessage.Revoke.class));
    Claims.Revocation claims =
        (Claims.Revocation) gateway.bus.said(CryptoMessage.Sign.class).getFirst().claims();
    assertThat(claims.user()).isEqualTo(Origin.ADA.rid());
    assertThat(claims.device()).isEqualTo(Origin.OTHER_DEVICE);
    // The own one, and nobody hears of it: it is forgotten here all the same.
    gateway.bus.fail(
        RouterMessage.Revoke.class, new Bus.Unanswered(Bus.Reason.NOBODY_LISTENS, "x"));
    gateway.get("/session");
    gateway.delete("/sessions/" + Origin.DEVICE.text());
    gateway.bus.answer(AccountCommand.FindSession.class, asked -> new AccountCommand.NoSession());
    assertThat(gateway.get("/session").problem()).isEqualTo("unauthenticated");
  }

  @Test
  void saysThatThereWasNoSuchSession() {
    gateway.bus.answer(
        AccountCommand.EndSession.class, asked -> new AccountCommand.SessionsEnded(List.of()));
    gateway.bus.answer(
        AccountCommand.EndOtherSessions.class,
        asked -> new AccountCommand.SessionsEnded(List.of()));
    assertThat(gateway.delete("/sessions/" + Origin.OTHER_DEVICE.text()).problem())
        .isEqualTo("not-found");
    assertThat(gateway.delete("/sessions").status()).as("there were no others").isEqualTo(204);
    assertThat(gateway.bus.said(RouterMessage.Revoke.class)).isEmpty();
  }

  @Test
  void refusesNamesThatCannotBeShown() {
    Reply blank =
        gateway.post("/sessions", new JsonObject().put("by", "guest").put("name", " ").encode());
    assertThat(blank.problem()).isEqualTo("bad-request");
    assertThat(blank.json().getString("detail")).isEqualTo("body/name");
    gateway.post(
        "/sessions", new JsonObject().put("by", "guest").put("name", " Zoe\u0308 ").encode());
    assertThat(gateway.bus.said(AccountCommand.CreateGuest.class))
        .containsExactly(new AccountCommand.CreateGuest("Zo\u00eb", null));
  }

  @Test
  void refusesAWayInThatIsNotOpen() {
    Reply sso =
        gateway.post("/sessions", new JsonObject().put("by", "sso").put("token", "x").encode());
    assertThat(sso.problem()).isEqualTo("forbidden");
    assertThat(gateway.get("/site").json().getJsonArray("signIn"))
        .containsExactly("password", "guest");
  }

  private Reply signIn(String login, String password) {
    JsonObject body =
        new JsonObject().put("by", "password").put("login", login).put("password", password);
    return gateway.post("/sessions", body.encode());
  }

  static int index(java.util.List<?> said, Class<?> type) {
    for (int i = 0; i < said.size(); i++) {
      if (type.isInstance(said.get(i))) {
        return i;
      }
    }
    throw new AssertionError(type.getSimpleName() + " was not said");
  }
}
