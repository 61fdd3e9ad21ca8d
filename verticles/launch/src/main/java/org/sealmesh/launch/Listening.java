package org.sealmesh.launch;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import org.sealmesh.bus.StartFailure;

/// What can be wrong about an address to listen on.
public final class Listening {
  private static final int PORT_MAX = 65_535;

  /// Turns a server's refusal to listen into the line that an operator needs; other failures stay
  /// as they are.
  public static Throwable explained(String host, int port, Throwable failure) {
    String place = host + ":" + port;
    return switch (failure) {
      case UnknownHostException unknown -> new StartFailure("there is no address " + place);
      case UnresolvedAddressException unknown -> new StartFailure("there is no address " + place);
      case BindException taken ->
          new StartFailure(
              "cannot listen on "
                  + place
                  + ": another process uses it, or this one may not; choose another port");
      // The native transports have exceptions of their own for the same refusals.
      case IOException refused -> new StartFailure("cannot listen on " + place);
      default -> failure;
    };
  }

  static void requireHost(String host) {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must be an address, such as 127.0.0.1 or 0.0.0.0");
    }
  }

  static void requirePort(int port) {
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("port must be 0 … 65535");
    }
  }

  private Listening() {}
}
