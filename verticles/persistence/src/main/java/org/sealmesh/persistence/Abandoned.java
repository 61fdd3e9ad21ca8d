package org.sealmesh.persistence;

import java.util.List;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// Conversations in which nobody is left, and into which nobody can come: a group whose last member
/// has gone, and a direct conversation whose two are erased. Nobody can read them any more. A room
/// stays: everybody may join it.
final class Abandoned {
  /// @param line has `conversation_id`, `kind` and `member_count`
  static boolean is(Session session, Line line) {
    return switch (Codes.conversationKind(line.integer("kind"))) {
      case ROOM -> false;
      case GROUP -> line.integer("member_count") == 0;
      case DIRECT ->
          session
              .line(
                  "SELECT u.id FROM bm_participants p JOIN bm_users u ON u.id = p.user_id"
                      + " WHERE p.conversation_id = ? AND u.kind <> "
                      + Codes.ERASED
                      + " LIMIT 1",
                  line.bytes("conversation_id"))
              .isEmpty();
    };
  }

  /// The events from one seq to another, and what belongs to them.
  static void delete(Session session, ConversationId id, long from, long to) {
    List<Line> events =
        session.lines(
            "SELECT DISTINCT message_id, call_id FROM bm_events WHERE conversation_id = ?"
                + " AND seq BETWEEN ? AND ?",
            id,
            from,
            to);
    session.writeAll(
        "DELETE FROM bm_messages WHERE conversation_id = ? AND id = ?",
        events.stream()
            .filter(line -> line.bytesOrNull("message_id") != null)
            .map(line -> Values.of(id, line.bytes("message_id")))
            .toList());
    EventRows.deleteCalls(
        session,
        events.stream()
            .filter(line -> line.bytesOrNull("call_id") != null)
            .map(line -> Values.of(line.bytes("call_id")))
            .toList());
    EventRows.delete(session, id, from, to);
  }

  /// When all its events are gone: the rest, and the keys of what was sealed. What repeated
  /// requests are known by names it until it expires.
  static void deleteRest(Session session, Bodies bodies, ConversationId id) {
    for (String table : List.of("bm_outbox", "bm_keys", "bm_bans", "bm_participants")) {
      session.write("DELETE FROM " + table + " WHERE conversation_id = ?", id);
    }
    session.write("DELETE FROM bm_conversations WHERE id = ?", id);
    // Before the commit: a kill in between leaves nothing that anybody could have read.
    bodies.destroyAll(id);
  }

  private Abandoned() {}
}
