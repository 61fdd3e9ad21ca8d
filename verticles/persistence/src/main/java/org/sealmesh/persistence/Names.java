package org.sealmesh.persistence;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.UserId;
import org.sealmesh.persistence.sql.InList;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// What people and conversations are called, for people who read.
final class Names {
  /// @param people each once
  static Map<UserId, String> of(Session session, Collection<UserId> people) {
    if (people.isEmpty()) {
      return Map.of();
    }
    InList in = InList.of(List.copyOf(people));
    Map<UserId, String> names = new HashMap<>();
    for (Line line :
        session.lines("SELECT id, name FROM bm_users WHERE id IN " + in.marks(), in.values())) {
      names.put(line.user("id"), line.text("name"));
    }
    return names;
  }

  /// A direct conversation is called after the other one.
  ///
  /// @param line has `conversation_id`, `kind` and `title`
  static String conversation(Session session, UserId reader, Line line) {
    String title = line.textOrNull("title");
    if (title != null) {
      return title;
    }
    if (Codes.conversationKind(line.integer("kind")) != ConversationKind.DIRECT) {
      return "a group without a title";
    }
    String others =
        session
            .lines(
                "SELECT DISTINCT u.id, u.name FROM bm_participants p"
                    + " JOIN bm_users u ON u.id = p.user_id"
                    + " WHERE p.conversation_id = ? AND p.user_id <> ?",
                line.conversation("conversation_id"),
                reader)
            .stream()
            .map(other -> other.text("name"))
            .sorted()
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "notes to oneself" : others;
  }

  private Names() {}
}
