package org.sealmesh.relay.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// How the sockets of a shard leave a node that stops: each is told once, a share of them in each
/// tick, and whoever is still here when the time is up is closed, no more of them in a tick than
/// were told.
///
/// So neither what browsers do when they are told nor what they do when they are closed comes as a
/// wave. Belongs to the shard's event loop; `nowNs` is a clock that never jumps.
public final class Departure<S> {
  private final int ticks;
  private final long patienceNs;
  private final Set<S> untold = new LinkedHashSet<>();
  private final Set<S> told = new LinkedHashSet<>();
  private boolean hasBegun;
  private int share;
  private long closesNs;

  /// @param ticks over how many the sockets are told; less than one counts as one
  /// @param patienceNs how long after the beginning nobody is closed
  public Departure(int ticks, long patienceNs) {
    this.ticks = Math.max(1, ticks);
    this.patienceNs = patienceNs;
  }

  /// What a tick asks for.
  public sealed interface Turn<S> {
    /// Tell it to leave.
    record Tell<S>(S socket) implements Turn<S> {}

    /// Close it: it had its time.
    record Close<S>(S socket) implements Turn<S> {}
  }

  /// From now on these have to leave; the first of them at once. Beginning again changes nothing.
  public List<Turn<S>> begin(Collection<S> sockets, long nowNs) {
    if (hasBegun) {
      return List.of();
    }
    hasBegun = true;
    untold.addAll(sockets);
    share = Math.ceilDiv(untold.size(), ticks);
    closesNs = nowNs + patienceNs;
    return onTick(nowNs);
  }

  /// It is gone.
  public void forget(S socket) {
    untold.remove(socket);
    told.remove(socket);
  }

  /// Whose turn it is in this tick.
  public List<Turn<S>> onTick(long nowNs) {
    List<Turn<S>> turns = new ArrayList<>();
    for (S socket : take(untold)) {
      told.add(socket);
      turns.add(new Turn.Tell<>(socket));
    }
    if (turns.isEmpty() && hasBegun && nowNs - closesNs >= 0) {
      take(told).forEach(socket -> turns.add(new Turn.Close<>(socket)));
    }
    return turns;
  }

  private List<S> take(Set<S> from) {
    List<S> taken = new ArrayList<>();
    Iterator<S> next = from.iterator();
    while (taken.size() < share && next.hasNext()) {
      taken.add(next.next());
      next.remove();
    }
    return taken;
  }
}
