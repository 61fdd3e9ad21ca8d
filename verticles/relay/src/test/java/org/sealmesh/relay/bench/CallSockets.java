package org.sealmesh.relay.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.frame.FrameFormat;
import org.sealmesh.mesh.frame.ServerFrame;
import org.sealmesh.mesh.token.SignedToken;

/// Many sockets on the thread of whoever uses them: what they hear is told frame by frame, while
/// one listens. Numbered from 0 in the order of their tickets.
final class CallSockets implements AutoCloseable {
  private static final FrameFormat FORMAT = FrameFormat.JSON;
  private static final int READ_BYTES = 256 * 1024;
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int LENGTH_IN_TWO = 126;
  private static final long WAIT_MS = 100;
  private static final long SILENT_MAX_NS = 60_000_000_000L;

  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();
  private final byte[][] rests;
  private final ByteBuffer read = ByteBuffer.allocate(READ_BYTES);
  private long heard;

  /// Hears one frame of one socket.
  interface Hearer {
    void onFrame(int socket, ServerFrame frame);
  }

  /// Opens one after another, each up to its welcome.
  CallSockets(int port, List<SignedToken> tickets) throws IOException {
    rests = new byte[tickets.size()][0];
    for (SignedToken ticket : tickets) {
      String hello = "{\"t\":\"hello\",\"ticket\":\"" + ticket.compact() + "\"}";
      SocketChannel channel = BenchSockets.opened(port, hello);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, channels.size());
      channels.add(channel);
    }
  }

  int size() {
    return channels.size();
  }

  void say(int socket, ClientFrame said) {
    ByteBuffer frame = BenchSockets.frame(FORMAT.write(said));
    try {
      channels.get(socket).write(frame);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    if (frame.hasRemaining()) {
      throw new IllegalStateException("a socket takes no more");
    }
  }

  /// Listens until it is done, which only what is heard can bring about.
  ///
  /// @throws IllegalStateException if a minute brings nothing: something is lost
  void listenUntil(BooleanSupplier isDone, Hearer hearer) throws IOException {
    long before = heard;
    long sinceNs = System.nanoTime();
    while (!isDone.getAsBoolean()) {
      listen(WAIT_MS, hearer);
      if (heard != before) {
        before = heard;
        sinceNs = System.nanoTime();
      } else if (System.nanoTime() - sinceNs > SILENT_MAX_NS) {
        throw new IllegalStateException("nothing comes any more, and something is missing");
      }
    }
  }

  /// Listens once, for so long at most; 1 ms is the least.
  void listen(long waitMs, Hearer hearer) throws IOException {
    selector.select(key -> readFrom(key, hearer), Math.max(1, waitMs));
  }

  private void readFrom(SelectionKey key, Hearer hearer) {
    int socket = (Integer) key.attachment();
    read.clear().put(rests[socket]);
    try {
      if (((SocketChannel) key.channel()).read(read) < 0) {
        throw new IllegalStateException("the server closed a socket");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    read.flip();
    for (byte[] payload = next(); payload != null; payload = next()) {
      heard++;
      hearer.onFrame(socket, parsed(payload));
    }
    rests[socket] = Arrays.copyOfRange(read.array(), read.position(), read.limit());
  }

  /// The next whole frame's payload, or null; servers do not mask.
  private byte[] next() {
    int at = read.position();
    if (read.remaining() < 4) {
      // The shortest frame of the protocol is longer.
      return null;
    }
    int kind = Byte.toUnsignedInt(read.get(at));
    if (kind != TEXT) {
      String what = kind == CLOSE ? "closes with " + read.getShort(at + 2) : "says no text";
      throw new IllegalStateException("the server " + what);
    }
    int length = read.get(at + 1);
    int headerBytes = 2;
    if (length == LENGTH_IN_TWO) {
      length = Short.toUnsignedInt(read.getShort(at + 2));
      headerBytes = 4;
    } else if (length > LENGTH_IN_TWO) {
      throw new IllegalStateException("a frame of more than 64 KiB");
    }
    if (read.remaining() < headerBytes + length) {
      return null;
    }
    byte[] payload = new byte[length];
    read.position(at + headerBytes).get(payload);
    return payload;
  }

  private static ServerFrame parsed(byte[] payload) {
    try {
      return FORMAT.read(payload, ServerFrame.class);
    } catch (Wire.Malformed malformed) {
      throw new IllegalStateException(malformed);
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
