package org.sealmesh.mesh.uplink;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Limits;

/// An uplink over a WebSocket, with everything refused that an uplink does not need: text,
/// fragments, pings, frames beyond 64 KiB.
///
/// Whoever ends it is deaf at once. After `close` thousands of frames that had arrived before would
/// otherwise still be handed on: so a flag is set first, then reading stops, then the close frame
/// goes. If the far end does not even take that, the time-out of the connection cuts it
/// ([UplinkTls]).
public final class WebSocketFrames implements FrameSocket {
  private final WebSocketBase socket;
  private @Nullable Receiver receiver;
  private boolean isClosed;

  private WebSocketFrames(WebSocketBase socket) {
    this.socket = socket;
  }

  /// Call it on the socket's event loop, in the turn in which the socket was opened.
  public static WebSocketFrames of(WebSocketBase socket) {
    return new WebSocketFrames(socket);
  }

  /// From now on the receiver hears what comes, and what came before.
  public void receive(Receiver hearer) {
    receiver = hearer;
    socket.closeHandler(gone -> hearer.onClosed());
    socket.exceptionHandler(this::onFailure);
    socket.frameHandler(this::onFrame);
  }

  /// What this end and the far end alone can know of the TLS connection.
  public ChannelBinding binding() {
    return ChannelBinding.of(Objects.requireNonNull(socket.sslSession(), "an uplink has TLS"));
  }

  @Override
  public void write(byte[] frame) {
    if (frame.length > Limits.FRAME_BYTES_MAX) {
      throw new IllegalArgumentException("a frame has at most 64 KiB");
    }
    if (!isClosed && !socket.isClosed()) {
      // A write fails when the connection is gone, and then the close handler says so.
      socket.writeFinalBinaryFrame(Buffer.buffer(frame));
    }
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      socket.pause();
      // Whether the far end hears it makes no difference: the time-outs cut the connection.
      socket.close();
    }
  }

  private void onFrame(WebSocketFrame frame) {
    Receiver hearer = receiver;
    if (isClosed || hearer == null) {
      return;
    }
    switch (frame.type()) {
      case BINARY -> {
        if (frame.isFinal()) {
          hearer.onFrame(frame.binaryData().getBytes());
        } else {
          hearer.onViolation(Violation.FOREIGN_FRAME);
        }
      }
      case CLOSE -> {}
      case TEXT, CONTINUATION, PING, PONG -> hearer.onViolation(Violation.FOREIGN_FRAME);
    }
  }

  private void onFailure(Throwable failure) {
    Receiver hearer = receiver;
    if (isClosed || hearer == null) {
      return;
    }
    if (failure instanceof CorruptedWebSocketFrameException violation) {
      boolean isTooLarge =
          violation.closeStatus().code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code();
      hearer.onViolation(isTooLarge ? Violation.TOO_LARGE : Violation.MALFORMED);
    }
    // Anything else is a lost connection, which the close handler hears of.
  }
}
