package org.sealmesh.relay.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Many sockets on one thread, which read and count bytes and do no more, so that the client costs
/// little of the machine that it shares with the server.
final class BenchSockets implements AutoCloseable {
  private static final int READ_BYTES = 256 * 1024;

  private final Selector selector = Selector.open();
  private final List<SocketChannel> channels = new ArrayList<>();
  private final AtomicLong received = new AtomicLong();
  private final Thread reader = new Thread(this::read, "reader");
  private volatile boolean isClosed;

  /// Opens one after another, each up to its welcome.
  ///
  /// @param hellos the payload of the first frame, or empty for a server that wants none
  BenchSockets(int port, List<String> hellos) throws IOException {
    this(port, hellos, List.of());
  }

  /// @param joins the payload of each one's second frame; none if empty
  BenchSockets(int port, List<String> hellos, List<String> joins) throws IOException {
    for (int i = 0; i < hellos.size(); i++) {
      String hello = hellos.get(i);
      SocketChannel channel = opened(port, hello);
      if (!joins.isEmpty()) {
        channel.write(frame(joins.get(i)));
        if (!readSome(channel).contains("\"joined\"")) {
          throw new IllegalStateException("not joined");
        }
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      channels.add(channel);
    }
    reader.setDaemon(true);
    reader.start();
  }

  /// Up to its welcome.
  ///
  /// @param hello the payload of the first frame, or empty for a server that wants none
  static SocketChannel opened(int port, String hello) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    upgrade(channel);
    if (!hello.isEmpty()) {
      channel.write(frame(hello));
      if (!readSome(channel).contains("\"welcome\"")) {
        throw new IllegalStateException("not welcomed");
      }
    }
    return channel;
  }

  private static void upgrade(SocketChannel channel) throws IOException {
    String request =
        """
        GET /socket HTTP/1.1\r
        Host: 127.0.0.1\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Protocol: sealmesh.v1.json\r
        \r
        """;
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    if (!readSome(channel).startsWith("HTTP/1.1 101 ")) {
      throw new IllegalStateException("not upgraded");
    }
  }

  private static String readSome(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4_096);
    channel.read(buffer);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }

  private static ByteBuffer frame(String text) {
    return frame(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// A text frame of at most 65,535 bytes, masked with nothing.
  static ByteBuffer frame(byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
    frame.put((byte) 0x81);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    }
    return frame.putInt(0).put(payload).flip();
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    try {
      while (!isClosed) {
        selector.select(key -> readFrom((SocketChannel) key.channel(), buffer));
      }
    } catch (IOException | RuntimeException e) {
      if (!isClosed) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void readFrom(SocketChannel channel, ByteBuffer buffer) {
    try {
      buffer.clear();
      int bytes = channel.read(buffer);
      if (bytes < 0) {
        throw new IllegalStateException("the server closed a socket");
      }
      received.addAndGet(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  long receivedBytes() {
    return received.get();
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    selector.wakeup();
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
