package org.sealmesh.persistence;

import java.util.Arrays;
import java.util.List;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.event.ErasedMessages;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.ErasureCommand.WalkTrace;
import org.sealmesh.origin.persistence.ErasureCommand.Walked;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// What a person wrote, conversation by conversation, a number of seqs at a time: no index has the
/// senders of messages. A conversation in which nobody is left goes as a whole.
///
/// Nothing is locked but the rows that change: nobody else changes what somebody wrote who is
/// erased, but for a room's owner who deletes it.
final class TraceMessages {
  /// Each message once: by the event that sent it; by its last edit, once that event is too old.
  private static final String HERS =
      " FROM bm_events e JOIN bm_messages m ON m.conversation_id = e.conversation_id"
          + " AND m.id = e.message_id JOIN bm_conversations c ON c.id = e.conversation_id"
          + " WHERE e.conversation_id = ? AND e.seq BETWEEN ? AND ?"
          + " AND e.actor_id = ? AND (e.seq = m.sent_seq"
          + " OR e.seq = m.edited_seq AND m.sent_seq < c.kept_from)"
          + " AND m.body IS NOT NULL";

  /// What is done in a conversation, where a [Place] has which membership it is.
  private static final long HER_WORDS = 0;

  private static final long DONE = 1;
  private static final long ALL_OF_IT = 2;

  static Walked walk(Session session, Bodies bodies, WalkTrace asked) {
    Place place = Place.parse(asked.after());
    List<Line> lines =
        session.lines(
            "SELECT p.conversation_id, MIN(p.floor_seq) AS first_seq, MIN(c.kind) AS kind,"
                + " MIN(c.head) AS head, MIN(c.member_count) AS member_count"
                + " FROM bm_participants p JOIN bm_conversations c ON c.id = p.conversation_id"
                + " WHERE p.user_id = ? AND p.conversation_id "
                + (isPast(place) ? ">" : ">=")
                + " ? GROUP BY p.conversation_id ORDER BY p.conversation_id LIMIT 1",
            asked.user(),
            place.conversation());
    if (lines.isEmpty()) {
      return new Walked(0, 0, null);
    }
    Line line = lines.getFirst();
    byte[] conversation = line.bytes("conversation_id");
    boolean goesOn = place.seq() > 0 && Arrays.equals(place.conversation(), conversation);
    // Decided once: who is erased while it is gone through finds it abandoned herself.
    boolean isAbandoned =
        goesOn
            ? place.floor() == ALL_OF_IT
            : asked.act() == Act.ERASE && Abandoned.is(session, line);
    Place found = new Place(conversation, isAbandoned ? ALL_OF_IT : HER_WORDS, 0, 0);
    long first = isAbandoned ? 1 : Math.max(1, line.number("first_seq"));
    long from = goesOn ? place.seq() : first;
    long end = goesOn ? place.end() : line.number("head");
    long to = Math.min(end, from + asked.limit() - 1);
    ConversationId id = line.conversation("conversation_id");
    long hers =
        isAbandoned ? all(session, asked, id, from, to) : hers(session, asked, id, from, to);
    if (to < end) {
      return new Walked(hers, to - from + 1, found.at(to + 1, end).text());
    }
    Place past = new Place(conversation, DONE, 0, 0);
    if (isAbandoned) {
      Abandoned.deleteRest(session, bodies, id);
    }
    return new Walked(hers, to - from + 1, past.text());
  }

  private static boolean isPast(Place place) {
    return place.floor() == DONE;
  }

  private static long all(Session session, WalkTrace asked, ConversationId id, long from, long to) {
    long hers = count(session, asked, id, from, to);
    Abandoned.delete(session, id, from, to);
    return hers;
  }

  private static long hers(
      Session session, WalkTrace asked, ConversationId id, long from, long to) {
    boolean goes = asked.act() == Act.ERASE && asked.messages() == ErasedMessages.DELETED;
    if (!goes) {
      return count(session, asked, id, from, to);
    }
    List<Line> messages = session.lines("SELECT e.message_id" + HERS, id, from, to, asked.user());
    session.writeAll(
        "UPDATE bm_messages SET body = NULL, body_key = NULL WHERE conversation_id = ? AND id = ?",
        messages.stream().map(line -> Values.of(id, line.bytes("message_id"))).toList());
    session.write(
        "UPDATE bm_events SET title = NULL WHERE conversation_id = ? AND seq BETWEEN ? AND ?"
            + " AND actor_id = ? AND title IS NOT NULL",
        id,
        from,
        to,
        asked.user());
    return messages.size();
  }

  private static long count(
      Session session, WalkTrace asked, ConversationId id, long from, long to) {
    return session
        .lines("SELECT COUNT(*) AS n" + HERS, id, from, to, asked.user())
        .getFirst()
        .number("n");
  }

  private TraceMessages() {}
}
