package org.sealmesh.persistence;

import java.util.List;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// Deletes rows that make up events.
final class EventRows {
  private static final List<String> OF_CALL =
      List.of("bm_call_participants", "bm_call_parties", "bm_call_admissions");

  /// The calls themselves, and who was in them.
  ///
  /// @param calls the id of one in each
  static void deleteCalls(Session session, List<Values> calls) {
    OF_CALL.forEach(
        table -> session.writeAll("DELETE FROM " + table + " WHERE call_id = ?", calls));
    session.writeAll("DELETE FROM bm_calls WHERE id = ?", calls);
  }

  /// The events from one seq to another, without the messages and calls that they tell of. Those
  /// that no relay has taken yet go nowhere: nobody may read them any more.
  static void delete(Session session, ConversationId id, long from, long to) {
    for (String table : List.of("bm_outbox", "bm_event_members", "bm_events")) {
      session.write(
          "DELETE FROM " + table + " WHERE conversation_id = ? AND seq BETWEEN ? AND ?",
          id,
          from,
          to);
    }
  }

  private EventRows() {}
}
