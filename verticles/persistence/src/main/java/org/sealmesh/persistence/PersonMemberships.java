package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Every time that a person was in a conversation, in the order of the conversations' ids.
final class PersonMemberships {
  /// @param place the membership that begins there or after it, as [Place] orders them
  static List<Line> from(Session session, ReadPerson asked, Place place, int limit) {
    return session.lines(
        "SELECT p.conversation_id, p.floor_seq, p.until_epoch, p.delivered_seq, p.read_seq,"
            + " c.kind, c.title, c.owner_id, c.head, c.kept_from, e.committed_at"
            + " FROM bm_participants p JOIN bm_conversations c ON c.id = p.conversation_id"
            + " LEFT JOIN bm_events e"
            + " ON e.conversation_id = p.conversation_id AND e.seq = p.floor_seq"
            + " WHERE p.user_id = ? AND (p.conversation_id > ?"
            + " OR (p.conversation_id = ? AND p.floor_seq >= ?))"
            + " ORDER BY p.conversation_id, p.floor_seq LIMIT ?",
        asked.user(),
        place.conversation(),
        place.conversation(),
        place.floor(),
        limit);
  }

  static PersonPage read(Session session, ReadPerson asked) {
    List<Line> lines = from(session, asked, Place.parse(asked.after()), asked.limit() + 1);
    List<Entry> entries = new ArrayList<>();
    for (Line line : lines.subList(0, Math.min(lines.size(), asked.limit()))) {
      ConversationId id = line.conversation("conversation_id");
      entries.add(
          new EntryBuilder()
              .with("Conversation", Names.conversation(session, asked.user(), line))
              .with(
                  "Kind",
                  Codes.conversationKind(line.integer("kind")).name().toLowerCase(Locale.ROOT))
              .with("Member since", line.instantOrNull("committed_at"))
              .with("Is a member", line.integer("until_epoch") == 0 ? "yes" : "not any more")
              .with("Owns it", line.user("owner_id").equals(asked.user()) ? "yes" : null)
              .with("Delivered up to event", line.number("delivered_seq"))
              .with("Read up to event", line.number("read_seq"))
              .as(asked, id.text() + "-" + line.number("floor_seq")));
    }
    String next = lines.size() > asked.limit() ? Place.of(lines.getLast()).text() : null;
    return new PersonPage(entries, next);
  }

  private PersonMemberships() {}
}
