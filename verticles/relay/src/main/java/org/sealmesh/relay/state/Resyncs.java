package org.sealmesh.relay.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Who still has to be told to `resync`: a share in each tick, so that the browsers of a whole node
/// do not ask the origin at once.
///
/// A wish that comes in the middle adds those who have had their turn, at the end; who still waits
/// is told once for both. Belongs to the shard's event loop.
public final class Resyncs<S> {
  private final int ticks;
  private final Set<S> waiting = new LinkedHashSet<>();
  private int share;

  /// @param ticks over how many the sockets are spread; less than one counts as one
  public Resyncs(int ticks) {
    this.ticks = Math.max(1, ticks);
  }

  /// All of these have to be told.
  public void want(Collection<S> sockets) {
    waiting.addAll(sockets);
    share = Math.ceilDiv(waiting.size(), ticks);
  }

  /// It is gone.
  public void forget(S socket) {
    waiting.remove(socket);
  }

  /// Whose turn it is in this tick.
  public List<S> next() {
    List<S> turn = new ArrayList<>();
    Iterator<S> next = waiting.iterator();
    while (turn.size() < share && next.hasNext()) {
      turn.add(next.next());
      next.remove();
    }
    return turn;
  }

  /// How many wait.
  public int size() {
    return waiting.size();
  }
}
