package org.sealmesh.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealmesh.bus.fake.FakeClock;
import org.sealmesh.gateway.fixture.RunningGateway;

/// Bodies that do not say how long they are, or do not come.
class BodyReaderTest {
  private static final int MAX = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private final FakeClock clock = new FakeClock();
  private final Promise<Void> reading = Promise.promise();
  private final Promise<String> outcome = Promise.promise();
  private int port;

  @BeforeEach
  void listen() {
    BodyReader reader = new BodyReader(clock, Duration.ofSeconds(20));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> {
              request.pause();
              reader
                  .read(request, MAX)
                  .onComplete(body -> {
                    outcome.tryComplete(
                        body.succeeded()
                            ? body.result().length + " bytes"
                            : ((Refused) body.cause()).answer().problem().type());
                    BodyReader.discard(request);
                    request.resume();
                    request.response().end();
                  });
              reading.tryComplete();
            });
    port = RunningGateway.await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @AfterEach
  void close() {
    RunningGateway.await(vertx.close());
  }

  @Test
  void readsAsMuchAsMayBe() {
    send("Transfer-Encoding: chunked\r\n\r\n" + chunk(600) + chunk(400) + "0\r\n\r\n");
    assertThat(RunningGateway.await(outcome.future())).isEqualTo("1000 bytes");
    assertThat(clock.timers()).isZero();
  }

  @Test
  void stopsWhenThereIsMore() {
    NetSocket socket = send("Transfer-Encoding: chunked\r\n\r\n" + chunk(600) + chunk(401));
    assertThat(RunningGateway.await(outcome.future())).isEqualTo("/problems/too-large");
    assertThat(clock.timers()).isZero();
    Promise<Void> closed = Promise.promise();
    socket.closeHandler(closed::tryComplete);
    // Whoever goes on sending is cut off after a while.
    Buffer more = Buffer.buffer(chunk(0xffff));
    for (int i = 0; i < 40; i++) {
      socket.write(more);
    }
    RunningGateway.await(closed.future());
  }

  @Test
  void doesNotEvenBeginIfTheLengthIsTooMuch() {
    send("Content-Length: 1001\r\n\r\n");
    assertThat(RunningGateway.await(outcome.future())).isEqualTo("/problems/too-large");
  }

  @Test
  void doesNotWaitForEver() {
    send("Content-Length: 100\r\n\r\n{");
    RunningGateway.await(reading.future());
    clock.advance(Duration.ofSeconds(20));
    assertThat(RunningGateway.await(outcome.future())).isEqualTo("/problems/bad-request");
  }

  private NetSocket send(String rest) {
    NetSocket socket = RunningGateway.await(vertx.createNetClient().connect(port, "127.0.0.1"));
    socket.exceptionHandler(reset -> {});
    RunningGateway.await(socket.write("POST / HTTP/1.1\r\nHost: x\r\n" + rest));
    return socket;
  }

  private static String chunk(int bytes) {
    return Integer.toHexString(bytes) + "\r\n" + "x".repeat(bytes) + "\r\n";
  }
}
