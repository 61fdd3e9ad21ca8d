package org.sealmesh.bus;

import java.util.Objects;

/// Where messages of one sealed type go: one verticle, one address, one type.
///
/// @param name the event bus address, unique in its zone
/// @param type the sealed interface of all messages that may be sent there
/// @param reach from where it can be asked
public record Address<M>(String name, Class<M> type, Reach reach) {
  /// Who may ask.
  public enum Reach {
    /// The verticles of the handler's own process, and nobody else.
    PROCESS,
    /// Every process of the handler's cluster. Costs an entry in a map that all of them share: a
    /// few per process, never one per user or conversation.
    CLUSTER
  }

  public Address {
    Objects.requireNonNull(name);
    Objects.requireNonNull(reach);
    if (!type.isSealed()) {
      throw new IllegalArgumentException(type + " must be sealed: its members are the protocol");
    }
  }

  /// An address within one process.
  public Address(String name, Class<M> type) {
    this(name, type, Reach.PROCESS);
  }

  /// An address that every process of the cluster can ask. If several processes handle it, a
  /// process that does so itself asks itself.
  public static <M> Address<M> clustered(String name, Class<M> type) {
    return new Address<>(name, type, Reach.CLUSTER);
  }
}
