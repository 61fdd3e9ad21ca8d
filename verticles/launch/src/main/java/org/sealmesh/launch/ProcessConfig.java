package org.sealmesh.launch;

import java.time.Duration;

/// What every process may be told, whatever its roles. The section `process`.
///
/// @param id names this process in the mesh for as long as it lives; empty takes a random one, so
///   that two processes never share a name by mistake
/// @param eventLoops threads that serve connections; 0 takes one per core, since a loop never waits
/// @param askTimeout how long a verticle waits for another's answer: longer than a commit on a busy
///   disk, shorter than a browser's patience
/// @param mailboxMax messages one handler may have in work or waiting; more are refused at once, so
///   that a slow database shows as refusals instead of as memory
/// @param stopTimeout how long an orderly stop may take altogether, the leaving of browsers
///   included; then the process ends anyway, and what was not acknowledged is repeated by whoever
///   asked. Whoever watches the process must wait longer before it kills it
public record ProcessConfig(
    String id, int eventLoops, Duration askTimeout, int mailboxMax, Duration stopTimeout) {
  public ProcessConfig {
    if (!id.isEmpty() && !id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("id must have 1 to 64 characters of [A-Za-z0-9_-]");
    }
    if (eventLoops < 0 || eventLoops > 1024) {
      throw new IllegalArgumentException("eventLoops must be 0 … 1024");
    }
    if (askTimeout.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException("askTimeout must be at least 100ms");
    }
    if (mailboxMax < 16 || mailboxMax > 1_000_000) {
      throw new IllegalArgumentException("mailboxMax must be 16 … 1000000");
    }
    if (stopTimeout.isNegative() || stopTimeout.isZero()) {
      throw new IllegalArgumentException("stopTimeout must be longer than zero");
    }
  }

  public static ProcessConfig defaults() {
    return new ProcessConfig(
        "",
        0,
        Duration.ofSeconds(10),
        10_000,
        // The browsers of a relay leave within a minute, and the roles stop within seconds; systemd
        // waits 90 s before it kills.
        Duration.ofSeconds(75));
  }
}
