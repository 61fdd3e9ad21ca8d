package org.sealmesh.launch.config;

import org.sealmesh.bus.StartFailure;

/// The configuration says something that cannot be followed. Names the key and where it was found,
/// never a secret's value.
public final class ConfigFailure extends StartFailure {
  private static final long serialVersionUID = 1;

  public ConfigFailure(String message) {
    super(message);
  }
}
