package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
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
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.SignedToken;

/// A browser's end of a socket: says frames in the format that was agreed on, and keeps what it
/// hears in order.
public final class TestBrowser {
  private final WebSocket socket;
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

  /// @param socket not connected yet: a node may close it before anybody could listen
  TestBrowser(ClientWebSocket socket) {
    this.socket = socket;
    socket.textMessageHandler(
        text -> onMessage(FrameFormat.JSON, text.getBytes(StandardCharsets.UTF_8)));
    socket.binaryMessageHandler(bytes -> onMessage(FrameFormat.CBOR, bytes.getBytes()));
    socket.closeHandler(gone -> heard.add(new Closed(code(socket))));
  }

  private static int code(WebSocket socket) {
    return socket.closeStatusCode() == null ? 1006 : socket.closeStatusCode();
  }

  /// The one that was agreed on; only of a socket that is connected.
  private FrameFormat format() {
    boolean isCbor = FrameFormat.CBOR.subprotocol().equals(socket.subProtocol());
    return isCbor ? FrameFormat.CBOR : FrameFormat.JSON;
  }

  private void onMessage(FrameFormat carried, byte[] message) {
    try {
      assertThat(carried).isEqualTo(format());
      heard.add(format().read(message, ServerFrame.class));
    } catch (Wire.Malformed | AssertionError e) {
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
    say(format().write(frame));
  }

  /// Says anything at all, in a message of the format's kind.
  public void say(byte[] message) {
    Buffer buffer = Buffer.buffer(message);
    TestNode.await(
        switch (format()) {
          case CBOR -> socket.writeBinaryMessage(buffer);
          case JSON -> socket.writeTextMessage(buffer.toString());
        });
  }

  /// The beginning of a fragmented message.
  public void sayFirstPart(byte[] part) {
    Buffer buffer = Buffer.buffer(part);
    socket.writeFrame(
        switch (format()) {
          case CBOR -> WebSocketFrame.binaryFrame(buffer, false);
          case JSON -> WebSocketFrame.textFrame(buffer.toString(), false);
        });
  }

  public void sayFurtherPart(byte[] part, boolean isLast) {
    socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(part), isLast));
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
