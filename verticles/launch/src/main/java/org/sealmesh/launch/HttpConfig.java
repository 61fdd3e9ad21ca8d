package org.sealmesh.launch;

import java.time.Duration;

/// Where a process listens for HTTP and WebSocket. The section `http`. [#defaults] says why each
/// value is what it is.
///
/// @param host the address to listen on
/// @param port the port; 0 takes a free one
/// @param opsPort where health and metrics are answered: 0 means on `port`, which suits a process
///   that nobody else can reach; with a proxy before it, a port that the proxy does not pass on
/// @param connectionsBacklog connections that the system accepts before the process does
/// @param headersBytesMax all headers of a request
/// @param idleTimeout after which a connection without a byte in either direction is closed
public record HttpConfig(
    String host,
    int port,
    int opsPort,
    int connectionsBacklog,
    int headersBytesMax,
    Duration idleTimeout) {

  private static final int PORT_MAX = 65_535;

  public HttpConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must be an address, such as 127.0.0.1 or 0.0.0.0");
    }
    if (port < 0 || port > PORT_MAX || opsPort < 0 || opsPort > PORT_MAX) {
      throw new IllegalArgumentException("port and opsPort must be 0 … 65535");
    }
    if (opsPort != 0 && opsPort == port) {
      throw new IllegalArgumentException("opsPort must be 0 or another port than port");
    }
    if (connectionsBacklog < 1) {
      throw new IllegalArgumentException("connectionsBacklog must be at least 1");
    }
    if (headersBytesMax < 1024) {
      throw new IllegalArgumentException("headersBytesMax must be at least 1024");
    }
    if (idleTimeout.toSeconds() < 1) {
      throw new IllegalArgumentException("idleTimeout must be at least 1s");
    }
  }

  public static HttpConfig defaults() {
    return new HttpConfig(
        // A first start must not open a site to the network by surprise.
        "127.0.0.1",
        8080,
        0,
        // After a relay dies, all its browsers come at once.
        4096,
        // A bearer token and what browsers send of themselves is a quarter of it.
        16 * 1024,
        // Longer than two and a half heartbeats of a socket: the relay notices first, and says why.
        Duration.ofMinutes(3));
  }
}
