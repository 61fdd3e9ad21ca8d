package org.sealmesh.relaynode;

import org.sealmesh.launch.Launcher;

/// Starts a process that only relays.
public final class Main {
  /// @param arguments nothing, or `--config FILE`
  public static void main(String[] arguments) {
    Launcher.serve(arguments, new RelayOnly());
  }

  private Main() {}
}
