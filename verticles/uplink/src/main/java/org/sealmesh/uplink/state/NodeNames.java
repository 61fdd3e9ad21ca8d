package org.sealmesh.uplink.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.sealmesh.mesh.NodeId;

/// Names for nodes that stay apart when several meshes answer: two meshes may each have a `node-1`.
public final class NodeNames {
  private static final int CHARS_MAX = 64;
  private static final int HASH_BYTES = 16;

  /// A node of a mesh.
  ///
  /// @param mesh 1 … 24 characters of `[a-z0-9-]`
  public static NodeId of(String mesh, NodeId node) {
    String name = mesh + "_" + node.value();
    return new NodeId(name.length() <= CHARS_MAX ? name : mesh + "_" + hash(node.value()));
  }

  /// The mesh as a whole, when it could not be asked or did not answer: no node is called so, since
  /// a mesh's name has no underscore.
  public static NodeId of(String mesh) {
    return new NodeId(mesh);
  }

  private static String hash(String node) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(node.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private NodeNames() {}
}
