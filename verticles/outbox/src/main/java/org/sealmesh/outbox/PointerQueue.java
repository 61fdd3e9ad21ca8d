package org.sealmesh.outbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.EventCommand.Pointer;
import org.sealmesh.origin.persistence.PointerMoved;

/// Pointers that wait to be announced: of each user and conversation the newest one, in the order
/// in which they came to wait. Beyond its bound, newcomers are dropped.
final class PointerQueue {
  private final int max;
  private final Map<Key, PointerMoved> waiting = new LinkedHashMap<>();

  PointerQueue(int max) {
    this.max = max;
  }

  private record Key(ConversationId conversation, UserId user) {}

  /// @return how many were dropped: one, or none
  int add(PointerMoved moved) {
    Key key = new Key(moved.conversation(), moved.pointer().user());
    PointerMoved before = waiting.get(key);
    if (before == null && waiting.size() == max) {
      return 1;
    }
    waiting.put(key, before == null ? moved : newer(before, moved));
    return 0;
  }

  /// Pointers only grow, and messages of several processes may overtake each other.
  private static PointerMoved newer(PointerMoved a, PointerMoved b) {
    PointerMoved later = a.at().isAfter(b.at()) ? a : b;
    return new PointerMoved(
        later.conversation(),
        later.rid(),
        later.timeline(),
        later.epoch(),
        new Pointer(
            later.pointer().user(),
            max(a.pointer().delivered(), b.pointer().delivered()),
            max(a.pointer().read(), b.pointer().read())),
        later.at(),
        later.targets());
  }

  private static Seq max(Seq a, Seq b) {
    return a.isAfter(b) ? a : b;
  }

  /// The one that waits longest, or null.
  @Nullable PointerMoved poll() {
    var all = waiting.values().iterator();
    if (!all.hasNext()) {
      return null;
    }
    PointerMoved next = all.next();
    all.remove();
    return next;
  }

  int size() {
    return waiting.size();
  }
}
