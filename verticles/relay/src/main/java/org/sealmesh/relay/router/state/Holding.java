package org.sealmesh.relay.router.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealmesh.mesh.RoutingId;

/// What this node holds, at which version, and the last changes.
final class Holding {
  /// Changes that are remembered: seconds of a node to which everybody comes back. Who is behind by
  /// more gets a snapshot, which is then the smaller message. A power of two.
  static final int CHANGES_MAX = 8_192;

  private final Set<RoutingId> held = new HashSet<>();
  private final RoutingId[] changed = new RoutingId[CHANGES_MAX];
  private final boolean[] wasAdded = new boolean[CHANGES_MAX];
  private long version;

  /// What happened between two versions.
  record Changes(long to, List<RoutingId> added, List<RoutingId> removed) {}

  /// @return false if it was held already
  boolean add(RoutingId rid) {
    return held.add(rid) && note(rid, true);
  }

  void remove(RoutingId rid) {
    if (held.remove(rid)) {
      note(rid, false);
    }
  }

  private boolean note(RoutingId rid, boolean isAdded) {
    version++;
    changed[slot(version)] = rid;
    wasAdded[slot(version)] = isAdded;
    return true;
  }

  private static int slot(long version) {
    return (int) (version & CHANGES_MAX - 1);
  }

  boolean holds(RoutingId rid) {
    return held.contains(rid);
  }

  /// Grows by one with each change.
  long version() {
    return version;
  }

  int size() {
    return held.size();
  }

  List<RoutingId> copy() {
    return List.copyOf(held);
  }

  long digest(long salt) {
    return Digest.of(held, salt);
  }

  /// What came after `from`, as far as `max` changes reach; of several changes of one routing id,
  /// the last. Empty if those are no longer remembered.
  Optional<Changes> since(long from, int max) {
    if (version - from > CHANGES_MAX) {
      return Optional.empty();
    }
    long to = Math.min(version, from + max);
    Map<RoutingId, Boolean> last = new LinkedHashMap<>();
    for (long v = from + 1; v <= to; v++) {
      last.put(changed[slot(v)], wasAdded[slot(v)]);
    }
    List<RoutingId> added = new ArrayList<>();
    List<RoutingId> removed = new ArrayList<>();
    last.forEach((rid, isAdded) -> (isAdded ? added : removed).add(rid));
    return Optional.of(new Changes(to, added, removed));
  }
}
