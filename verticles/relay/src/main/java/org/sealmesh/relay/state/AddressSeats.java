package org.sealmesh.relay.state;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many sockets each address of a browser has on this node. May be used from any thread.
public final class AddressSeats {
  private final int max;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  /// @param max sockets that one address may have at a time
  public AddressSeats(int max) {
    this.max = max;
  }

  /// Takes a seat if there is one. Whoever got it owes a [#leave].
  public boolean take(String address) {
    boolean[] isTaken = new boolean[1];
    taken.compute(
        address,
        (name, count) -> {
          int before = count == null ? 0 : count;
          isTaken[0] = before < max;
          return isTaken[0] ? before + 1 : count;
        });
    return isTaken[0];
  }

  /// Gives back what one [#take] took.
  public void leave(String address) {
    taken.computeIfPresent(address, (name, count) -> count == 1 ? null : count - 1);
  }
}
