package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealmesh.origin.UserId;
import org.sealmesh.persistence.sql.InList;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Reads the conversations of several users with one statement.
final class Memberships {

  /// The lines of each user who has any, in the order of her conversations' ids; nothing at all if
  /// there are more than `rowsMax` and more than one user.
  ///
  /// @param columns of `bm_participants p` and `bm_conversations c`
  /// @param users each once
  static Optional<Map<UserId, List<Line>>> read(
      Session session, String columns, List<UserId> users, int rowsMax) {
    InList in = InList.of(users);
    // Counted instead of cut off by a LIMIT: in H2 a statement that ended at its limit in the
    // middle of an IN list begins with the rest of that when it is run again, for others.
    if (users.size() > 1 && count(session, in) > rowsMax) {
      return Optional.empty();
    }
    String sql =
        "SELECT p.user_id, "
            + columns
            + " FROM bm_participants p JOIN bm_conversations c ON c.id = p.conversation_id"
            + " WHERE p.until_epoch = 0 AND p.user_id IN "
            + in.marks()
            + " ORDER BY p.conversation_id";
    Map<UserId, List<Line>> lines = new HashMap<>();
    for (Line line : session.lines(sql, in.values())) {
      lines.computeIfAbsent(line.user("user_id"), user -> new ArrayList<>()).add(line);
    }
    return Optional.of(lines);
  }

  private static long count(Session session, InList in) {
    String sql =
        "SELECT COUNT(*) AS n FROM bm_participants p WHERE p.until_epoch = 0 AND p.user_id IN "
            + in.marks();
    return session.lines(sql, in.values()).getFirst().number("n");
  }

  private Memberships() {}
}
