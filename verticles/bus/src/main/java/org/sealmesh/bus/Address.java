package org.sealmesh.bus;

import java.util.Objects;

/// Where messages of one sealed type go: one verticle, one address, one type.
///
/// @param name the event bus address, unique in its zone
/// @param type the sealed interface of all messages that may be sent there
public record Address<M>(String name, Class<M> type) {
  public Address {
    Objects.requireNonNull(name);
    if (!type.isSealed()) {
      throw new IllegalArgumentException(type + " must be sealed: its members are the protocol");
    }
  }
}
