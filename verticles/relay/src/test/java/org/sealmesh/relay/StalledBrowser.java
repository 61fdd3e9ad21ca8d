package org.sealmesh.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.mesh.frame.ClientFrame;
import org.sealmesh.mesh.token.SignedToken;

/// A browser on a bare TCP connection that says hello and then reads nothing until told to.
final class StalledBrowser implements AutoCloseable {
  private static final int RECEIVE_BYTES = 4 * 1024;
  private static final int OPCODE_CLOSE = 8;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  /// Returns once it has heard its welcome.
  StalledBrowser(int port, SignedToken ticket) {
    try {
      socket.setReceiveBufferSize(RECEIVE_BYTES);
      socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      in = new DataInputStream(socket.getInputStream());
      upgrade();
      say(Wire.json().write(new ClientFrame.Hello(ticket)));
      assertThat(readFrame().text()).contains("\"welcome\"");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void upgrade() throws IOException {
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
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    while (!answer.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      answer.write(in.readUnsignedByte());
    }
    assertThat(answer.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 101 ");
  }

  private void say(byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x81);
    frame.write(0x80 | 126);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    // Masked, as RFC 6455 wants it from clients, with a mask of zeros.
    frame.write(new byte[4]);
    frame.write(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /// Reads again, up to the close frame.
  ///
  /// @return its code
  int readUntilClosed() {
    try {
      for (Frame frame = readFrame(); ; frame = readFrame()) {
        if (frame.opcode == OPCODE_CLOSE) {
          return (frame.payload[0] & 0xFF) << 8 | frame.payload[1] & 0xFF;
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// This end has not closed the connection.
  boolean isConnected() {
    return !socket.isClosed();
  }

  private Frame readFrame() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0F;
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    return new Frame(opcode, payload);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }
}
