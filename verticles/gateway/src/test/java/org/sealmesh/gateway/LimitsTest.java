package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.gateway.GatewayConfig.LimitsConfig;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.origin.persistence.AccountCommand;
import org.sealmesh.origin.persistence.EventCommand;

class LimitsTest {
  private final RunningGateway gateway =
      new RunningGateway(
          RunningGateway.with(l -> new LimitsConfig(2, 0.1, 3, 0.1, 4, 0.1, 100, 100)));

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void countsWhatOthersSeeApartFromTheRest() {
    assertThat(send().status()).isEqualTo(201);
    assertThat(send().status()).isEqualTo(201);
    Reply third = send();
    assertThat(third.problem()).isEqualTo("too-many-requests");
    assertThat(third.http().getHeader("Retry-After")).isEqualTo("10");
    assertThat(gateway.bus.said(EventCommand.Append.class)).hasSize(2);
    for (int i = 0; i < 3; i++) {
      assertThat(gateway.get("/session").status()).isEqualTo(200);
    }
    assertThat(gateway.get("/session").problem()).isEqualTo("too-many-requests");
    gateway.clock.turn(Duration.ofSeconds(10));
    assertThat(send().status()).isEqualTo(201);
  }

  @Test
  void countsStrangersByAddress() {
    for (int i = 0; i < 4; i++) {
      assertThat(gateway.get("/site").status()).isEqualTo(200);
    }
    assertThat(gateway.get("/site").problem()).isEqualTo("too-many-requests");
  }

  @Test
  void countsWrongTokensAsStrangersAndStopsAskingTheDatabase() {
    for (int i = 0; i < 10; i++) {
      gateway.send(
          HttpMethod.GET,
          "/api/v1/session",
          Map.of("Authorization", "Bearer " + "B".repeat(42) + i),
          null);
    }
    assertThat(gateway.bus.said(AccountCommand.FindSession.class)).hasSize(4);
  }

  @Test
  void aSessionThatIsKnownIsNotHeldUpByStrangers() {
    assertThat(gateway.get("/session").status()).isEqualTo(200);
    for (int i = 0; i < 6; i++) {
      gateway.get("/site");
    }
    assertThat(gateway.get("/session").status()).isEqualTo(200);
  }

  private Reply send() {
    return gateway.post(
        "/conversations/" + Origin.TALK.text() + "/messages",
        "{\"clientId\":\"" + Origin.CLIENT.text() + "\",\"body\":\"Hello\"}");
  }
}
