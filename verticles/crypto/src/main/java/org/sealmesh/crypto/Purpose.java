package org.sealmesh.crypto;

import java.util.Locale;

/// What a subkey is for. Each purpose has keys of its own, so that nothing sealed for one opens as
/// another (docs/PROTOCOL.md §2).
public enum Purpose {
  EVENT,
  POINTER,
  /// Sealed by browsers, not by the origin.
  TYPING,
  /// Sealed by browsers, not by the origin.
  PRESENCE,
  /// Sealed by browsers, not by the origin.
  CALL;

  /// The word in the subkey's derivation.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
