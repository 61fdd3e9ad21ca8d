package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.Health;
import org.sealmesh.bus.Meter;
import org.sealmesh.bus.VertxClock;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.ScriptedBus;
import org.sealmesh.gateway.fixture.TestSigner;
import org.sealmesh.gateway.signin.RandomBytes;
import org.sealmesh.mesh.NodeId;

/// Several event loops behind one port.
class InstancesTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    RunningGateway.await(vertx.close());
  }

  @Test
  void shareThePortTheLimitsAndTheReadiness() {
    ScriptedBus bus = new ScriptedBus();
    Origin.script(bus, Instant.now(), new TestSigner(1));
    VertxClock clock = new VertxClock(vertx);
    Health health = new Health(clock);
    Gateway gateway =
        new Gateway(
            new NodeId("origin-1"),
            bus,
            clock,
            RandomBytes.secure(),
            Meter.NONE,
            health,
            RunningGateway.with(
                l -> new GatewayConfig.LimitsConfig(1, 0.001, 1, 0.001, 4, 0.001, 9, 9)),
            RunningGateway.STORAGE,
            Mounts.none());
    String id =
        RunningGateway.await(
            vertx.deployVerticle(gateway::verticle, new DeploymentOptions().setInstances(2)));
    assertThat(RunningGateway.await(health.report()).roles())
        .isEqualTo(Map.of("gateway", Health.State.READY));
    Map<Integer, Integer> answers = new HashMap<>();
    for (int i = 0; i < 8; i++) {
      // A connection of its own each time: they are dealt out to the loops in turn.
      WebClient client = WebClient.create(vertx);
      int status =
          RunningGateway.await(client.get(gateway.port(), "127.0.0.1", "/api/v1/site").send())
              .statusCode();
      client.close();
      answers.merge(status, 1, Integer::sum);
    }
    assertThat(answers).isEqualTo(Map.of(200, 4, 429, 4));
    RunningGateway.await(vertx.undeploy(id));
    assertThat(RunningGateway.await(health.report()).roles()).isEmpty();
  }
}
