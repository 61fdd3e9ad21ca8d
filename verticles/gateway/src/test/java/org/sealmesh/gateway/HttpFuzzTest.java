package org.sealmesh.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.sealmesh.gateway.GatewayConfig.HttpConfig;
import org.sealmesh.gateway.fixture.Origin;
import org.sealmesh.gateway.fixture.RunningGateway;

/// Whatever bytes come over a connection, the gateway answers with something that is not its own
/// fault, or closes; and nothing is thrown where nobody catches it.
///
/// In the plain run the seeds are tried; with `JAZZER_FUZZ=1` Jazzer looks for more.
class HttpFuzzTest {
  private static final List<String> BEGINNINGS =
      List.of(
          "",
          "GET /",
          "GET /api/v1/",
          "GET /api/v1/users?",
          "GET /api/v1/conversations/" + Origin.TALK.text() + "/events?",
          "GET /api/v1/conversations/" + Origin.TALK.text() + "/keys?",
          "GET /api/v1/conversations/" + Origin.TALK.text() + "/",
          "DELETE /api/v1/conversations/" + Origin.TALK.text() + "/members/",
          "POST /api/v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n",
          "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n",
          "OPTIONS /api/v1/session HTTP/1.1\r\nHost: x\r\nOrigin: ",
          "GET /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ");
  private static final String END =
      " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
          + Origin.TOKEN
          + "\r\nConnection: close\r\n\r\n";

  private static RunningGateway gateway;
  private static NetClient client;
  private static final AtomicReference<Throwable> UNCAUGHT = new AtomicReference<>();

  @BeforeAll
  static void start() {
    gateway = new RunningGateway(impatient());
    gateway.vertx.exceptionHandler(UNCAUGHT::set);
    client = gateway.vertx.createNetClient();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /// The first byte chooses how the request begins.
  @FuzzTest(maxDuration = "1m")
  void anyRequest(byte[] input) {
    if (input.length == 0) {
      return;
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    String beginning = BEGINNINGS.get((input[0] & 0xFF) % BEGINNINGS.size());
    request.writeBytes(beginning.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(Arrays.copyOfRange(input, 1, input.length));
    request.writeBytes(END.getBytes(StandardCharsets.ISO_8859_1));
    String answer = exchange(request.toByteArray());
    for (String line : answer.split("\r\n", -1)) {
      if (line.startsWith("HTTP/1.1 ")) {
        assertThat(line).doesNotStartWith("HTTP/1.1 5");
      }
      assertThat(line).doesNotStartWithIgnoringCase("set-cookie:");
    }
    assertThat(UNCAUGHT.get()).isNull();
  }

  /// Whoever sends half a request is hung up on after the idle time-out, so each answer has an end.
  private static String exchange(byte[] bytes) {
    Promise<String> done = Promise.promise();
    Buffer answer = Buffer.buffer();
    client
        .connect(gateway.port(), "127.0.0.1")
        .onSuccess(socket -> {
          socket.handler(answer::appendBuffer);
          socket.exceptionHandler(reset -> {});
          socket.closeHandler(closed -> done.tryComplete(answer.toString("ISO-8859-1")));
          socket.write(Buffer.buffer(bytes));
        })
        .onFailure(done::tryFail);
    return RunningGateway.await(done.future());
  }

  private static GatewayConfig impatient() {
    GatewayConfig d = RunningGateway.generous();
    HttpConfig http =
        new HttpConfig(
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            d.http().bodyBytesMax(),
            d.http().syncBodyBytesMax(),
            d.http().offLoopBytes());
    return new GatewayConfig(
        d.siteName(),
        d.host(),
        0,
        Set.of("127.0.0.1"),
        Set.of("https://embed.example"),
        d.relays(),
        Optional.of(Path.of("src/test/resources")),
        d.hstsMaxAge(),
        http,
        d.sessions(),
        d.signIn(),
        d.limits(),
        d.tokens(),
        d.sync(),
        d.sso(),
        d.calls(),
        d.administrators(),
        d.disclosure());
  }
}
