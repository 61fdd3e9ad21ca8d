package org.sealmesh.launch;

import java.time.Duration;

/// Where a relay-only process listens for sockets. The section `http`. [#defaults] says why each
/// value is what it is.
///
/// @param host the address to listen on
/// @param port the port; 0 takes a free one
/// @param acceptBacklog connections that the system accepts before the process does
/// @param headersBytesMax all headers of a request
/// @param idleTimeout after which a connection without a byte in either direction is closed
public record HttpConfig(
    String host, int port, int acceptBacklog, int headersBytesMax, Duration idleTimeout) {

  public HttpConfig {
    Listening.requireHost(host);
    Listening.requirePort(port);
    if (acceptBacklog < 1) {
      throw new IllegalArgumentException("acceptBacklog must be at least 1");
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
        // A first start must not open a port to the network by surprise.
        "127.0.0.1",
        8080,
        // After a relay dies, all its browsers come at once.
        4096,
        // An upgrade and what browsers send of themselves is a quarter of it.
        8 * 1024,
        // Longer than two and a half heartbeats of a socket: the relay notices first, and says why.
        Duration.ofMinutes(3));
  }
}
