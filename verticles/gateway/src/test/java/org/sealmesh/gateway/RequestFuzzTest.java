package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.gateway.disclosure.Disclosure;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.Samples;
import org.sealmesh.gateway.fixture.Samples.Sample;
import org.sealmesh.gateway.fixture.ScriptedBus;
import org.sealmesh.gateway.fixture.TestSigner;
import org.sealmesh.gateway.http.Answer;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.http.Caller;
import org.sealmesh.gateway.http.Contract;
import org.sealmesh.gateway.http.OperationCheck;
import org.sealmesh.gateway.http.Refused;
import org.sealmesh.gateway.http.Route;
import org.sealmesh.gateway.http.TokenHash;
import org.sealmesh.gateway.limit.SharedState;
import org.sealmesh.gateway.resource.Resources;
import org.sealmesh.gateway.signin.RandomBytes;

/// Whatever bytes a browser sends as a body, they are answered or refused: nothing else is thrown
/// on the way through the reader, the contract and the resource.
///
/// In the plain run the seeds are tried; with `JAZZER_FUZZ=1` Jazzer looks for more.
class RequestFuzzTest {
  private static Vertx vertx;
  private static Map<String, OperationCheck> checks;
  private static Map<String, Route> routes;
  private static List<Sample> samples;
  private static FakeClock clock;
  private static ScriptedBus bus;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    clock = new FakeClock();
    bus = new ScriptedBus();
    TestSigner signer = new TestSigner(1);
    Origin.script(bus, clock.now(), signer);
    GatewayConfig config = RunningGateway.generous();
    routes =
        Resources.routes(
                new org.sealmesh.mesh.NodeId("origin-1"),
                bus,
                clock,
                RandomBytes.secure(),
                config,
                Disclosure.of(GatewayConfig.defaults(), RunningGateway.STORAGE),
                SharedState.of(config, clock::nanoTime),
                null)
            .stream()
            .collect(Collectors.toMap(Route::operationId, Function.identity()));
    checks =
        RunningGateway.await(Contract.load(vertx)).operations().stream()
            .collect(Collectors.toMap(OperationCheck::id, Function.identity()));
    samples = Samples.all(signer).stream().filter(s -> s.body() != null).toList();
  }

  @AfterAll
  static void stop() {
    RunningGateway.await(vertx.close());
  }

  /// The first byte chooses the operation.
  @FuzzTest(maxDuration = "1m")
  void anyBody(byte[] input) {
    if (input.length == 0) {
      return;
    }
    bus.forget();
    Sample sample = samples.get((input[0] & 0xFF) % samples.size());
    serve(sample, Arrays.copyOfRange(input, 1, input.length));
  }

  @Test
  void theSamplesGoThrough() {
    for (Sample sample : samples) {
      assertThat(serve(sample, sample.body().getBytes(StandardCharsets.UTF_8)))
          .as(sample.toString())
          .isTrue();
    }
  }

  /// @return whether the contract let it through
  private static boolean serve(Sample sample, byte[] body) {
    try {
      checks.get(sample.operationId()).checkBody(body);
      Future<Answer> answer = routes.get(sample.operationId()).handler().apply(call(body));
      if (answer.failed() && !(answer.cause() instanceof Refused)) {
        throw new AssertionError(answer.cause());
      }
      return true;
    } catch (Refused refused) {
      assertThat(refused.answer().problem().status()).isBetween(400, 499);
      return false;
    }
  }

  private static Call call(byte[] body) {
    return new Call(
        new Caller(new TokenHash(new byte[32]), Origin.session(clock.now())),
        UUID.randomUUID().toString(),
        clock.now(),
        Map.of(
            "conversation",
            Origin.TALK.text(),
            "message",
            Origin.MESSAGE.text(),
            "call",
            Origin.CALL.text(),
            "user",
            Origin.BEN.id().text(),
            "device",
            Origin.OTHER_DEVICE.text(),
            "kind",
            "person",
            "subject",
            Origin.BEN.id().text()),
        Map.of(),
        Optional.empty(),
        body);
  }
}
