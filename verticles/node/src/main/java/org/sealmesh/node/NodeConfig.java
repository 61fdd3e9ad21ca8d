package org.sealmesh.node;

import java.nio.file.Path;

/// What a process of the origin may be told beyond its verticles' own settings. The section `node`.
///
/// @param dataFolder where the embedded database, the keys and the uploads live; one process at a
///   time may use it
public record NodeConfig(Path dataFolder) {
  public static NodeConfig defaults() {
    return new NodeConfig(Path.of("data"));
  }
}
