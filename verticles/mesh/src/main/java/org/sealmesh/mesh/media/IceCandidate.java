package org.sealmesh.mesh.media;

import org.jspecify.annotations.Nullable;

/// A way to reach a browser (RFC 8838), as it spells it.
///
/// @param index of the line in the description
public record IceCandidate(String candidate, @Nullable String mid, @Nullable Integer index) {
  private static final int CHARS_MAX = 1_024;

  public IceCandidate {
    if (candidate.length() > CHARS_MAX) {
      throw new IllegalArgumentException("a candidate has at most 1,024 characters");
    }
  }
}
