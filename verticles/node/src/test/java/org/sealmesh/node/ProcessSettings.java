package org.sealmesh.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.sealmesh.mesh.uplink.UplinkTls;

/// Settings of finished processes, as their environment spells them.
final class ProcessSettings {
  /// One that nobody listens on now.
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// The public half of a key that nobody has.
  static String signer() throws GeneralSecurityException {
    byte[] encoded =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
    // The last 32 bytes of an encoded Ed25519 key are the key.
    return signer(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }

  /// @param key the public half
  static String signer(byte[] key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  /// Of either end of an uplink.
  static Map<String, String> uplinkTls(UplinkTls files) {
    return Map.of(
        "SEALMESH_UPLINK_TLS_CERTIFICATE",
        files.certificate().toString(),
        "SEALMESH_UPLINK_TLS_KEY",
        files.key().toString(),
        "SEALMESH_UPLINK_TLS_AUTHORITY",
        files.authority().toString());
  }

  /// Of a relay that origins may dial.
  static Map<String, String> uplinkServer(String mesh, int port) {
    return Map.of("SEALMESH_UPLINK_MESH", mesh, "SEALMESH_UPLINK_PORT", Integer.toString(port));
  }

  /// Of a member that listens on this port of loopback.
  static Map<String, String> clustered(int port, String seeds) {
    return Map.of(
        "SEALMESH_CLUSTER_ENABLED",
        "true",
        "SEALMESH_CLUSTER_MEMBER_PORT",
        Integer.toString(port),
        "SEALMESH_CLUSTER_SEEDS",
        seeds);
  }

  private ProcessSettings() {}
}
