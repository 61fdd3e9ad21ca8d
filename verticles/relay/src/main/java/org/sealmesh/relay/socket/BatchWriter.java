package org.sealmesh.relay.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.frame.CloseCode;

/// Writes the frames of one tick of the event loop with one write and one flush per socket.
///
/// Each frame is put once into a shared direct buffer, the arena, header and all; a socket
/// remembers only which stretch of it is its own. Frames that follow one another there leave as one
/// piece, so a burst to a room costs each socket one write, whatever the number of frames.
///
/// The pieces are written below Vert.x's WebSocket encoder, and above TLS if there is any. Frames
/// from a server are not masked (RFC 6455 §5.1), so their bytes are the same for all. Vert.x itself
/// writes only control frames, and each piece holds whole frames, so that the two cannot mix.
///
/// Serves the sockets of one spelling, so that what follows one another for a socket does so in the
/// arena.
///
/// The one class that looks inside Vert.x and Netty's channels. Belongs to one event loop.
final class BatchWriter {
  /// Dozens of usual frames; a larger frame gets an arena of its own size.
  private static final int ARENA_BYTES = 64 * 1024;

  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int LENGTH_IN_2_BYTES = 126;
  private static final int LENGTH_IN_8_BYTES = 127;

  private final Executor loop;
  private final Spelling spelling;
  private final List<Lane> dirty = new ArrayList<>();
  private @Nullable ByteBuf arena;
  private @Nullable EncodedFrame placed;
  private int placedFrom;
  private int placedTo;
  private boolean drainIsDue;

  /// @param loop runs a task on the event loop, after the one that runs now
  BatchWriter(Executor loop, Spelling spelling) {
    this.loop = loop;
    this.spelling = spelling;
  }

  /// @return empty if this Vert.x is not built as expected; then there is [PlainWriter]
  Optional<SocketWriter> to(ServerWebSocket socket) {
    if (!(socket instanceof WebSocketInternal internal)) {
      return Optional.empty();
    }
    ChannelHandlerContext encoder =
        internal.channelHandlerContext().pipeline().context(WebSocketFrameEncoder.class);
    return encoder == null ? Optional.empty() : Optional.of(new Lane(socket, encoder));
  }

  /// Gives the arena back. Nothing may be written afterwards.
  void release() {
    drain();
    replaceArena(null);
  }

  private ByteBuf place(EncodedFrame frame, ByteBufAllocator allocator) {
    ByteBuf current = arena;
    if (frame == placed && current != null) {
      return current;
    }
    byte[] payload = frame.payload(spelling).bytes();
    int bytes = headerBytes(payload.length) + payload.length;
    if (current == null || current.writableBytes() < bytes) {
      drain();
      int capacity = Math.max(ARENA_BYTES, bytes);
      // Never grows: growing would move the bytes under pieces that are on their way.
      current = allocator.directBuffer(capacity, capacity);
      replaceArena(current);
    }
    placedFrom = current.writerIndex();
    writeHeader(current, payload.length);
    current.writeBytes(payload);
    placedTo = current.writerIndex();
    placed = frame;
    return current;
  }

  private void replaceArena(@Nullable ByteBuf next) {
    if (arena != null) {
      arena.release();
    }
    arena = next;
    placed = null;
  }

  private static int headerBytes(int length) {
    if (length < LENGTH_IN_2_BYTES) {
      return 2;
    }
    return length <= 0xFFFF ? 4 : 10;
  }

  private void writeHeader(ByteBuf to, int length) {
    to.writeByte(
        switch (spelling.carrier()) {
          case TEXT -> FINAL_TEXT;
          case BINARY -> FINAL_BINARY;
        });
    if (length < LENGTH_IN_2_BYTES) {
      to.writeByte(length);
    } else if (length <= 0xFFFF) {
      to.writeByte(LENGTH_IN_2_BYTES).writeShort(length);
    } else {
      to.writeByte(LENGTH_IN_8_BYTES).writeLong(length);
    }
  }

  private void markDirty(Lane lane) {
    dirty.add(lane);
    if (!drainIsDue) {
      drainIsDue = true;
      loop.execute(this::drainWhenDue);
    }
  }

  private void drainWhenDue() {
    drainIsDue = false;
    drain();
  }

  private void drain() {
    for (int i = 0; i < dirty.size(); i++) {
      dirty.get(i).flush();
    }
    dirty.clear();
  }

  /// One socket's way out.
  private final class Lane implements SocketWriter {
    private final ServerWebSocket socket;
    private final ChannelHandlerContext encoder;
    private int from;
    private int to;
    private boolean isDirty;

    Lane(ServerWebSocket socket, ChannelHandlerContext encoder) {
      this.socket = socket;
      this.encoder = encoder;
    }

    @Override
    public void write(EncodedFrame frame) {
      ByteBuf shared = place(frame, encoder.alloc());
      if (isDirty && to == placedFrom) {
        to = placedTo;
        return;
      }
      writePiece(shared);
      from = placedFrom;
      to = placedTo;
      if (!isDirty) {
        isDirty = true;
        markDirty(this);
      }
    }

    private void flush() {
      ByteBuf shared = arena;
      if (isDirty && shared != null) {
        isDirty = false;
        writePiece(shared);
        encoder.flush();
      }
    }

    private void writePiece(ByteBuf shared) {
      int length = to - from;
      int start = from;
      from = to = 0;
      Channel channel = encoder.channel();
      if (length == 0 || !channel.isActive()) {
        return;
      }
      // A piece keeps its whole arena alive until the network has taken it. A socket that is behind
      // gets a copy instead, so that what it makes us hold is what its byte bound counts.
      ByteBuf piece =
          queuedBytes() > 0
              ? encoder.alloc().directBuffer(length, length).writeBytes(shared, start, length)
              : shared.retainedSlice(start, length);
      encoder.write(piece, channel.voidPromise());
    }

    @Override
    public long outstandingBytes() {
      return queuedBytes() + (to - from);
    }

    private long queuedBytes() {
      ChannelOutboundBuffer queue = encoder.channel().unsafe().outboundBuffer();
      return queue == null ? 0 : queue.totalPendingWriteBytes();
    }

    @Override
    public void close(CloseCode code) {
      flush();
      socket.close(code.code(), code.reason());
    }

    @Override
    public void abort() {
      // From here, not from the channel's end: Vert.x's handler would first wait for a close frame.
      encoder.close();
    }
  }
}
