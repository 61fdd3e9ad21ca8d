package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealmesh.gateway.fixture.AnswerCheck;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;
import org.sealmesh.gateway.fixture.RunningGateway.Reply;
import org.sealmesh.gateway.fixture.Samples;
import org.sealmesh.gateway.fixture.Samples.Sample;
import org.sealmesh.gateway.fixture.TestSigner;
import org.sealmesh.gateway.http.OperationCheck;

/// Walks through docs/openapi.yaml: what it allows is answered as it says, and what it does not is
/// refused before anything reaches the bus.
class ContractTest {
  private static RunningGateway gateway;
  private static Map<String, OperationCheck> operations;
  private static AnswerCheck answers;

  @BeforeAll
  static void start() {
    gateway = new RunningGateway(RunningGateway.generous());
    operations =
        gateway.contract.operations().stream()
            .collect(Collectors.toMap(OperationCheck::id, o -> o));
    answers = new AnswerCheck(gateway.contract.openApi());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  static Stream<Sample> samples() {
    return Samples.all(new TestSigner(1)).stream();
  }

  @BeforeEach
  void forget() {
    Origin.script(gateway.bus, gateway.clock.now(), gateway.signer);
    gateway.bus.forget();
  }

  @Test
  void hasASampleOfEveryOperation() {
    assertThat(samples().map(Sample::operationId).collect(Collectors.toSet()))
        .isEqualTo(operations.keySet());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void answersAsTheContractSays(Sample sample) {
    Reply reply = send(sample, sample.path(), sample.body());
    assertThat(reply.status()).as(reply.http().bodyAsString()).isEqualTo(sample.status());
    answers.check(operations.get(sample.operationId()), reply);
  }

  private static Reply send(Sample sample, String path, String body) {
    Map<String, String> headers = new HashMap<>(RunningGateway.session());
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    return send(sample, path, headers, body);
  }

  private static Reply send(Sample sample, String path, Map<String, String> headers, String body) {
    return gateway.send(
        operations.get(sample.operationId()).method(),
        "/api/v1" + path,
        headers,
        body == null ? null : Buffer.buffer(body));
  }
}
