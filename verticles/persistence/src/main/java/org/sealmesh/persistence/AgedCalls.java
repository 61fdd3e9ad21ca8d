package org.sealmesh.persistence;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealmesh.origin.persistence.ErasureCommand.Act;
import org.sealmesh.origin.persistence.RetentionCommand.AgedPage;
import org.sealmesh.origin.persistence.RetentionCommand.WalkCalls;
import org.sealmesh.origin.privacy.Retention.Counts;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Database.Durability;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// Who was in calls that ended long ago. The call itself stays for as long as the conversation's
/// events tell of it.
final class AgedCalls {

  static AgedPage page(Database database, WalkCalls asked) {
    return switch (asked.act()) {
      case COUNT -> database.read(session -> page(session, asked));
      case ERASE -> database.write(Durability.SOON, session -> page(session, asked));
    };
  }

  private static AgedPage page(Session session, WalkCalls asked) {
    @Nullable String after = asked.after();
    List<Line> calls =
        session.lines(
            "SELECT c.id, c.conversation_id FROM bm_calls c WHERE c.id > ? AND c.ended_at < ?"
                + " AND EXISTS (SELECT 1 FROM bm_call_participants p WHERE p.call_id = c.id)"
                + " ORDER BY c.id LIMIT ?",
            after == null ? new byte[0] : HexFormat.of().parseHex(after),
            asked.before(),
            asked.limit());
    List<Values> free =
        calls.stream()
            .filter(line -> !Holds.cover(session, line.conversation("conversation_id")))
            .map(line -> Values.of(line.bytes("id")))
            .toList();
    if (asked.act() == Act.ERASE) {
      session.writeAll("DELETE FROM bm_call_participants WHERE call_id = ?", free);
    }
    return new AgedPage(
        new Counts(0, 0, free.size(), 0, 0),
        calls.size() < asked.limit()
            ? null
            : HexFormat.of().formatHex(calls.getLast().bytes("id")));
  }

  private AgedCalls() {}
}
