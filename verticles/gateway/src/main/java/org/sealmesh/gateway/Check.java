package org.sealmesh.gateway;

/// Turns away settings with which the gateway cannot run.
final class Check {
  /// @param otherwise names the setting, and says what it may be
  static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private Check() {}
}
