package org.sealmesh.gateway.resource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.sealmesh.bus.wire.Wire;
import org.sealmesh.gateway.http.Call;
import org.sealmesh.gateway.signin.Sha256;

/// Tells whether two requests with one client id are the same: SHA-256 over the operation, the ids
/// in its path, and what was asked, each with its length in front.
///
/// What was asked is hashed as the record that was read from it, so that spaces and the order of
/// members make no difference.
final class RequestHash {
  /// @param path the names of the path's parameters, in the contract's order
  static byte[] of(String operationId, Call call, List<String> path, Record asked) {
    MessageDigest digest = Sha256.digest();
    add(digest, operationId.getBytes(StandardCharsets.UTF_8));
    for (String name : path) {
      String id = call.path(name, text -> text);
      add(digest, id.getBytes(StandardCharsets.UTF_8));
    }
    add(digest, Wire.json().write(asked));
    return digest.digest();
  }

  private static void add(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    digest.update(part);
  }

  private RequestHash() {}
}
