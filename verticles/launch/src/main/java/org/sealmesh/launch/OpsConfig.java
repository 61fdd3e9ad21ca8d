package org.sealmesh.launch;

/// Where health and metrics are answered. The section `ops`.
///
/// @param host the address to listen on
/// @param port 0 answers them where the process serves everybody else, which suits a first start on
///   one machine; behind a proxy, a port that the proxy does not pass on
public record OpsConfig(String host, int port) {
  public OpsConfig {
    Listening.requireHost(host);
    Listening.requirePort(port);
  }

  /// Metrics tell how busy a site is: nobody but this machine may ask.
  public static OpsConfig defaults() {
    return new OpsConfig("127.0.0.1", 0);
  }
}
