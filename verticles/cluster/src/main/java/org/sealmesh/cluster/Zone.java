package org.sealmesh.cluster;

import java.util.Locale;

/// On which side of the uplink a process stands. A cluster has members of one zone only: they trust
/// each other with everything.
public enum Zone {
  /// Relays: sealed bytes and pseudonyms.
  MESH,
  /// Whoever may hold plaintext, keys or a database.
  ORIGIN;

  /// As it stands in the cluster's name and in a member's attribute.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
