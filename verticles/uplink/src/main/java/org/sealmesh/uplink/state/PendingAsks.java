package org.sealmesh.uplink.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What was asked over one connection and not answered yet, by id, oldest first. Ids are never used
/// twice.
///
/// @param <A> who waits for the answer
public final class PendingAsks<A> {
  private final Map<Long, Asked<A>> unanswered = new LinkedHashMap<>();
  private final Set<Defence> without;
  private long lastId;

  public PendingAsks() {
    this(Set.of());
  }

  /// @param without what is missing from it; nothing, but in a test
  PendingAsks(Set<Defence> without) {
    this.without = without;
  }

  /// @param asker null for a beacon, and for a request whose asker has been told that it is late
  public record Asked<A>(@Nullable A asker, Kind kind, int bytes, long atNs) {}

  /// What answers it.
  public enum Kind {
    /// A fan-out or a revocation.
    REQUEST,
    SIGHT,
    BEACON
  }

  /// The id that [#add] takes next.
  public long nextId() {
    return lastId + 1;
  }

  public long add(@Nullable A asker, Kind kind, int bytes, long nowNs) {
    unanswered.put(++lastId, new Asked<>(asker, kind, bytes, nowNs));
    return lastId;
  }

  /// Takes out what this is the answer to.
  ///
  /// @return null if nothing of these kinds was asked with that id, or it was answered before
  public @Nullable Asked<A> answer(long id, Kind... kinds) {
    Asked<A> asked = unanswered.get(id);
    boolean isKnown = asked != null && List.of(kinds).contains(asked.kind);
    if (asked == null || !isKnown && !without.contains(Defence.OWN_KIND)) {
      return null;
    }
    if (!without.contains(Defence.ONE_ANSWER)) {
      unanswered.remove(id);
    }
    return asked;
  }

  /// Who has waited too long. They are told once; what they asked stays unanswered.
  public List<A> late(long askedBeforeNs) {
    List<A> late = new ArrayList<>();
    for (Map.Entry<Long, Asked<A>> entry : unanswered.entrySet()) {
      Asked<A> asked = entry.getValue();
      if (asked.atNs - askedBeforeNs > 0) {
        break;
      }
      if (asked.asker != null) {
        late.add(asked.asker);
        entry.setValue(new Asked<>(null, asked.kind, asked.bytes, asked.atNs));
      }
    }
    return late;
  }

  /// Whether anything has been unanswered since before that time.
  public boolean isAnyOlderThan(long ns) {
    return !unanswered.isEmpty() && unanswered.values().iterator().next().atNs - ns <= 0;
  }

  /// Forgets all; who still waits is named.
  public List<A> clear() {
    List<A> waiting = new ArrayList<>();
    for (Asked<A> asked : unanswered.values()) {
      if (asked.asker != null) {
        waiting.add(asked.asker);
      }
    }
    unanswered.clear();
    lastId = 0;
    return waiting;
  }

  public int size() {
    return unanswered.size();
  }
}
