package org.sealmesh.signaling.janus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A way to a port of this machine that a test can cut; whoever dials again gets through.
final class Cable implements AutoCloseable {
  private final ServerSocket server;
  private final int to;
  private final List<Socket> ends = new CopyOnWriteArrayList<>();

  Cable(int to) throws IOException {
    this.to = to;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "ws://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
        ends.addAll(List.of(near, far));
        Thread.ofVirtual().start(() -> carry(near, far));
        Thread.ofVirtual().start(() -> carry(far, near));
      } catch (IOException closed) {
        // Its own end, or nobody at the other one: who dialled hears of it.
      }
    }
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException cut) {
      // As it was to be.
    }
  }

  void cut() throws IOException {
    for (Socket end : ends) {
      end.close();
    }
    ends.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
