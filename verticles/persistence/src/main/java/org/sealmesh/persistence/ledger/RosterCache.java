package org.sealmesh.persistence.ledger;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sealmesh.origin.ConversationId;

/// Remembers rosters, the ones used last, up to a number of members in all. What it answers is true
/// only while the conversation's membership has the same version, which is checked under its lock.
///
/// A roster is copied with each who comes or goes. That of a room grows with all who write there,
/// so one that has become too large is forgotten, and begun anew with whoever writes next.
public final class RosterCache {
  private final int entriesMax;
  private final int entriesOfOneMax;
  private final Map<ConversationId, Roster> rosters = new LinkedHashMap<>(16, 0.75f, true);
  private int entries;

  /// @param entriesMax members over all rosters
  /// @param entriesOfOneMax members of one roster
  public RosterCache(int entriesMax, int entriesOfOneMax) {
    this.entriesMax = entriesMax;
    this.entriesOfOneMax = entriesOfOneMax;
  }

  /// The roster of this version, if it is remembered.
  public Optional<Roster> find(ConversationId id, long version) {
    return Optional.ofNullable(rosters.get(id)).filter(r -> r.version() == version);
  }

  public void put(ConversationId id, Roster roster) {
    Roster before = rosters.remove(id);
    entries -= before == null ? 0 : weight(before);
    if (roster.size() > entriesOfOneMax) {
      return;
    }
    rosters.put(id, roster);
    entries += weight(roster);
    Iterator<Roster> eldest = rosters.values().iterator();
    while (entries > entriesMax && eldest.hasNext()) {
      entries -= weight(eldest.next());
      eldest.remove();
    }
  }

  /// Forgets all: after an outage the database may be an older one.
  public void clear() {
    rosters.clear();
    entries = 0;
  }

  /// Members remembered in all.
  public int entries() {
    return entries;
  }

  private static int weight(Roster roster) {
    // An empty one takes memory too.
    return roster.size() + 1;
  }
}
