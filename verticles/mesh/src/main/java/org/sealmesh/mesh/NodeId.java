package org.sealmesh.mesh;

/// Names a process of the mesh for as long as it lives.
///
/// @param value 1 … 64 characters of `[A-Za-z0-9_-]`
public record NodeId(String value) {
  public NodeId {
    if (!value.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("a node id has 1 to 64 characters of [A-Za-z0-9_-]");
    }
  }
}
