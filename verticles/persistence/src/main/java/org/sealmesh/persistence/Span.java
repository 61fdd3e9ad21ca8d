package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.persistence.ledger.ById;

/// Events of one conversation, from one seq to another, both included; none if `from` is beyond
/// `to`.
record Span(ConversationId conversation, long from, long to) {
  private static final Comparator<Span> BY_PLACE =
      Comparator.comparing(Span::conversation, ById.ORDER).thenComparingLong(Span::from);

  long events() {
    return Math.max(0, to - from + 1);
  }

  /// What must be read so that everyone gets hers: each event once, and none that nobody asked for.
  /// Spans of one conversation that overlap or touch become one, so that readers whose heads differ
  /// share what is read: nearly all spans end at the conversation's head.
  static List<Span> covering(Collection<Span> asked) {
    List<Span> covering = new ArrayList<>();
    for (Span span : asked.stream().filter(it -> it.events() > 0).sorted(BY_PLACE).toList()) {
      Span last = covering.isEmpty() ? null : covering.getLast();
      if (last != null && last.reaches(span)) {
        covering.removeLast();
        covering.add(new Span(last.conversation, last.from, Math.max(last.to, span.to)));
      } else {
        covering.add(span);
      }
    }
    return covering;
  }

  private boolean reaches(Span later) {
    return conversation.equals(later.conversation) && later.from <= to + 1;
  }
}
