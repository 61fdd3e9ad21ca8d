package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.CloseCode;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.SignedToken;

/// A browser's end of a socket: says frames, and keeps what it hears in order.
public final class TestBrowser {
  private final WebSocket socket;
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

  TestBrowser(WebSocket socket) {
    this.socket = socket;
    socket.textMessageHandler(this::onText);
    socket.closeHandler(gone -> heard.add(new Closed(code(socket))));
  }

  private static int code(WebSocket socket) {
    return socket.closeStatusCode() == null ? 1006 : socket.closeStatusCode();
  }

  private void onText(String text) {
    try {
      heard.add(Wire.json().read(text.getBytes(StandardCharsets.UTF_8), ServerFrame.class));
    } catch (Wire.Malformed e) {
      heard.add(e);
    }
  }

  public WebSocket socket() {
    return socket;
  }

  public void hello(SignedToken ticket) {
    say(new ClientFrame.Hello(ticket));
  }

  public void say(ClientFrame frame) {
    say(Buffer.buffer(Wire.json().write(frame)).toString());
  }

  public void say(String text) {
    TestNode.await(socket.writeTextMessage(text));
  }

  /// The next frame, which must be of this type.
  public <T extends ServerFrame> T expect(Class<T> type) {
    Object next = next();
    assertThat(next).isInstanceOf(type);
    return type.cast(next);
  }

  public void expectClosed(CloseCode code) {
    assertThat(next()).isEqualTo(new Closed(code.code()));
  }

  /// Hears whatever comes, up to the close, which must be one of these.
  public void untilClosed(CloseCode... codes) {
    Object next = next();
    while (!(next instanceof Closed)) {
      next = next();
    }
    assertThat(Stream.of(codes).map(code -> new Closed(code.code()))).contains((Closed) next);
  }

  /// Everything heard up to the answer to a ping: what was on its way has come by then.
  public List<Object> untilPong() {
    say(new ClientFrame.Ping());
    List<Object> all = new ArrayList<>();
    for (Object next = next(); !(next instanceof ServerFrame.Pong); next = next()) {
      all.add(next);
    }
    return all;
  }

  public Object next() {
    try {
      Object next = heard.poll(TestNode.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(next).as("a frame within " + TestNode.PATIENCE).isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The connection ended with this close code.
  public record Closed(int code) {}
}
