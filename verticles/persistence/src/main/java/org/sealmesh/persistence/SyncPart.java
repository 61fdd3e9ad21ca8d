package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.Timeline;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Sync;

/// What one sync is told of one conversation, before any event is read: seqs have no gaps, so that
/// counting needs no query.
///
/// @param conversation without its members
/// @param span its events in the answer
/// @param more whether others are left out
record SyncPart(Conversation conversation, Span span, boolean more) {

  /// One for each of the user's conversations.
  static List<SyncPart> of(Sync sync, List<Conversation> mine, Timeline timeline) {
    Map<String, Seq> heads = timeline.equals(sync.timeline()) ? sync.heads() : Map.of();
    long[] missing = new long[mine.size()];
    for (int i = 0; i < missing.length; i++) {
      Conversation c = mine.get(i);
      missing[i] = missing(c, heads.get(c.id().text()), sync.eventsOfUnknownMax());
    }
    int[] shares = SyncShares.of(missing, sync.eventsMax());
    List<SyncPart> parts = new ArrayList<>(missing.length);
    for (int i = 0; i < missing.length; i++) {
      Conversation c = mine.get(i);
      parts.add(part(c, heads.get(c.id().text()), missing[i], shares[i]));
    }
    return parts;
  }

  private static long missing(Conversation c, @Nullable Seq head, int unknownMax) {
    return head == null
        ? Math.min(unknownMax, c.head().value() - c.floor().value() + 1)
        : Math.max(0, c.head().value() - first(c, head) + 1);
  }

  private static SyncPart part(Conversation c, @Nullable Seq head, long missing, int share) {
    if (head == null) {
      long last = c.head().value();
      Span latest = new Span(c.id(), last - share + 1, last);
      return new SyncPart(c, latest, share == 0 && missing > 0);
    }
    long first = first(c, head);
    return new SyncPart(c, new Span(c.id(), first, first + share - 1), share < missing);
  }

  private static long first(Conversation c, Seq head) {
    return Math.max(c.floor().value(), head.value() + 1);
  }
}
