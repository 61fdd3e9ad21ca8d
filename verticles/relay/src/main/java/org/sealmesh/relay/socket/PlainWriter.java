package org.sealmesh.relay.socket;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import org.sealmesh.mesh.frame.CloseCode;

/// Writes with Vert.x's public API alone: one write and one flush per frame and socket.
///
/// [#abort] can only ask: a browser that reads nothing at all then keeps its connection until the
/// system gives it up ([SocketOptions] sets when).
final class PlainWriter implements SocketWriter {
  /// About what a queued write costs beside its bytes.
  private static final int OVERHEAD_BYTES = 96;

  private final ServerWebSocket socket;
  private final Spelling spelling;
  private long outstandingBytes;

  PlainWriter(ServerWebSocket socket, Spelling spelling) {
    this.socket = socket;
    this.spelling = spelling;
  }

  @Override
  public void write(EncodedFrame frame) {
    EncodedFrame.Payload payload = frame.payload(spelling);
    long bytes = payload.bytes().length + OVERHEAD_BYTES;
    outstandingBytes += bytes;
    // A write fails when the connection is gone, and then the close handler says so.
    written(payload).onComplete(done -> outstandingBytes -= bytes);
  }

  private Future<Void> written(EncodedFrame.Payload payload) {
    return switch (spelling.carrier()) {
      case TEXT -> socket.writeTextMessage(payload.text());
      case BINARY -> socket.writeBinaryMessage(Buffer.buffer(payload.bytes()));
    };
  }

  @Override
  public long outstandingBytes() {
    return outstandingBytes;
  }

  @Override
  public void close(CloseCode code) {
    socket.close(code.code(), code.reason());
  }

  @Override
  public void abort() {
    socket.close();
  }
}
