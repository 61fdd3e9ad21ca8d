package org.sealmesh.bus;

import java.util.Objects;

/// A password, a token or a key as text, from a file or the environment. Does not print itself, so
/// that it cannot slip into a log with the record that holds it.
///
/// @param value what must not be shown
public record Secret(String value) {
  public Secret {
    Objects.requireNonNull(value);
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }
}
