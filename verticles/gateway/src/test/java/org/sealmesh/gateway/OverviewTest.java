package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Bus;
import org.sealmesh.gateway.fixture.AnswerCheck;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.gateway.http.OperationCheck;
import org.sealmesh.mesh.DeviceId;
import org.sealmesh.mesh.RouterMessage;
import org.sealmesh.origin.User;
import org.sealmesh.origin.outbox.OutboxMessage;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.VitalsCommand;

/// What an administrator sees, and nobody else.
class OverviewTest {
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new RunningGateway(RunningGateway.generous());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void forget() {
    Origin.script(gateway.bus, gateway.clock.now(), gateway.signer);
    // What was seen and remembered in the test before is old by now.
    gateway.clock.turn(Duration.ofMinutes(1));
    gateway.bus.forget();
  }

  @Test
  void namesItsNodeAndGathersTheParts() {
    Reply reply = gateway.get("/admin/overview");
    check(reply);
    JsonObject overview = reply.json();
    assertThat(overview.getString("node")).isEqualTo("origin-1");
    assertThat(overview.getJsonObject("database").getString("engine")).isEqualTo("h2");
    assertThat(overview.getJsonObject("database").getString("state")).isEqualTo("up");
    assertThat(overview.getJsonObject("outbox").getJsonObject("rows").getLong("oldestAge"))
        .isEqualTo(1_500);
    JsonObject mesh = overview.getJsonObject("mesh");
    assertThat(mesh.getJsonArray("nodes").getJsonObject(0).getString("node")).isEqualTo("relay-1");
    assertThat(mesh.getJsonArray("silent").getString(0)).isEqualTo("relay-2");
    JsonObject link = mesh.getJsonArray("links").getJsonObject(0);
    assertThat(link.getString("state")).isEqualTo("up");
    assertThat(link.getLong("since")).isEqualTo(60_000);
    assertThat(link.getLong("heardAgo")).isEqualTo(1_000);
    assertThat(link.getJsonObject("reported").getLong("sockets")).isEqualTo(3);
  }

  @Test
  void isRefusedToWhoeverIsNotNamed() {
    User other = new User(Origin.ADA.id(), Origin.ADA.rid(), User.Kind.LOCAL, "adam", "Ada");
    User guest = new User(Origin.ADA.id(), Origin.ADA.rid(), User.Kind.GUEST, null, "ada");
    User sso = new User(Origin.ADA.id(), Origin.ADA.rid(), User.Kind.SSO, null, "ada");
    for (User user : List.of(other, guest, sso)) {
      as(user);
      Reply reply = gateway.get("/admin/overview");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.problem()).isEqualTo("forbidden");
      assertThat(gateway.get("/session").json().getBoolean("administrator")).isFalse();
    }
    assertThat(gateway.bus.said(VitalsCommand.GetVitals.class)).isEmpty();
    assertThat(gateway.bus.said(RouterMessage.GetVitals.class)).isEmpty();
  }

  @Test
  void knowsAnAdministratorWithoutRegardToCase() {
    as(new User(Origin.ADA.id(), Origin.ADA.rid(), User.Kind.LOCAL, "aDa", "Ada"));
    assertThat(gateway.get("/admin/overview").status()).isEqualTo(200);
    assertThat(gateway.get("/session").json().getBoolean("administrator")).isTrue();
  }

  @Test
  void isRefusedToEverybodyByDefault() {
    GatewayConfig d = GatewayConfig.defaults();
    assertThat(d.administrators()).isEmpty();
    try (RunningGateway plain = new RunningGateway(RunningGateway.administeredBy(d, List.of()))) {
      assertThat(plain.get("/admin/overview").problem()).isEqualTo("forbidden");
    }
  }

  @Test
  void showsTheRestWhileAPartIsAway() {
    for (Class<?> part :
        List.of(
            VitalsCommand.GetVitals.class,
            OutboxMessage.GetVitals.class,
            RouterMessage.GetVitals.class)) {
      for (Throwable failure :
          List.of(
              new Bus.Unanswered(Bus.Reason.TIMED_OUT, "x"),
              new Bus.Unanswered(Bus.Reason.NOBODY_LISTENS, "x"),
              new Bus.HandlerFailed("x"))) {
        Origin.script(gateway.bus, gateway.clock.now(), gateway.signer);
        gateway.bus.fail(part, failure);
        gateway.clock.turn(Duration.ofMinutes(1));
        Reply reply = gateway.get("/admin/overview");
        check(reply);
        assertThat(reply.json().fieldNames()).as("without %s", part).hasSize(4);
      }
    }
  }

  @Test
  void doesNotWaitForAPartThatHangs() {
    gateway.bus.answerLater(RouterMessage.GetVitals.class, Promise.promise().future());
    Reply reply = gateway.get("/admin/overview");
    check(reply);
    assertThat(reply.json().containsKey("mesh")).isFalse();
    assertThat(reply.json().containsKey("database")).isTrue();
  }

  @Test
  void asksThePartsOnceForManyWhoLook() {
    for (int i = 0; i < 10; i++) {
      assertThat(gateway.get("/admin/overview").status()).isEqualTo(200);
    }
    // The second may turn once on a machine that is busy with something else, and then again.
    assertThat(gateway.bus.said(VitalsCommand.GetVitals.class)).hasSizeLessThan(10);
    int before = gateway.bus.said(VitalsCommand.GetVitals.class).size();
    gateway.clock.turn(Duration.ofSeconds(1));
    gateway.get("/admin/overview");
    assertThat(gateway.bus.said(VitalsCommand.GetVitals.class).size()).isGreaterThan(before);
  }

  @Test
  void isRateLimitedAsOtherCallsAre() {
    GatewayConfig slow =
        RunningGateway.with(
            l -> new GatewayConfig.LimitsConfig(1_000, 1e3, 2, 0.001, 1_000, 1e3, 1_000, 1_000));
    try (RunningGateway limited = new RunningGateway(slow)) {
      assertThat(limited.get("/admin/overview").status()).isEqualTo(200);
      assertThat(limited.get("/admin/overview").status()).isEqualTo(200);
      assertThat(limited.get("/admin/overview").problem()).isEqualTo("too-many-requests");
    }
  }

  private static void as(User user) {
    AccountCommand.Session session = Origin.session(gateway.clock.now());
    DeviceId device = session.device();
    gateway.bus.answer(
        AccountCommand.FindSession.class,
        asked ->
            new AccountCommand.SessionFound(
                new AccountCommand.Session(user, device, session.expires())));
    gateway.clock.turn(Duration.ofMinutes(1));
  }

  private static void check(Reply reply) {
    assertThat(reply.status()).as(reply.http().bodyAsString()).isEqualTo(200);
    OperationCheck operation =
        gateway.contract.operations().stream()
            .filter(o -> o.id().equals("getOverview"))
            .findFirst()
            .orElseThrow();
    new AnswerCheck(gateway.contract.openApi()).check(operation, reply);
  }
}
