package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealmesh.mesh.Seq;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.ConversationCommand.Conversation;
import org.sealmesh.origin.persistence.EventCommand.Pointer;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Reads conversations the way one member sees them.
final class ConversationReader {
  private static final int ROOM = Codes.of(ConversationKind.ROOM);
  private static final int CONVERSATIONS_AT_ONCE = 64;

  private static final String MINE =
      "SELECT c.id, c.rid, c.kind, c.title, c.owner_id, c.head, c.kept_from, c.epoch,"
          + " c.member_count, p.floor_seq"
          + " FROM bm_participants p JOIN bm_conversations c ON c.id = p.conversation_id"
          + " WHERE p.user_id = ? AND p.until_epoch = 0";

  private static final String MEMBERS =
      "SELECT u.id, u.rid, u.name FROM bm_participants p JOIN bm_users u ON u.id = p.user_id"
          + " WHERE p.conversation_id = ? AND p.until_epoch = 0 ORDER BY p.user_id";

  /// Asked with the conversations' ids: joined with them, H2 reads every member of a room before it
  /// sees that it is one.
  private static final String MEMBERS_OF =
      "SELECT p.conversation_id, p.delivered_seq, p.read_seq, u.id, u.rid, u.name"
          + " FROM bm_participants p JOIN bm_users u ON u.id = p.user_id"
          + " WHERE p.until_epoch = 0 AND p.conversation_id IN (?"
          + ", ?".repeat(CONVERSATIONS_AT_ONCE - 1)
          + ") ORDER BY p.user_id";

  /// One conversation, if the user is in it.
  static Optional<Conversation> find(Session session, UserId user, ConversationId id) {
    return session
        .line(MINE + " AND p.conversation_id = ?", user, id)
        .map(line ->
            conversation(
                line,
                line.integer("kind") == ROOM
                    ? List.of()
                    : session.lines(MEMBERS, id).stream().map(EventReader::member).toList()));
  }

  /// All conversations of a user, with what there is to know of their members.
  static List<Mine> all(Session session, UserId user) {
    List<Line> lines = session.lines(MINE + " ORDER BY p.conversation_id", user);
    Map<ConversationId, List<Member>> members = new HashMap<>();
    Map<ConversationId, List<Pointer>> pointers = new HashMap<>();
    for (Line line : members(session, lines)) {
      ConversationId id = line.conversation("conversation_id");
      members.computeIfAbsent(id, i -> new ArrayList<>()).add(EventReader.member(line));
      pointers
          .computeIfAbsent(id, i -> new ArrayList<>())
          .add(new Pointer(line.user("id"), line.seq("delivered_seq"), line.seq("read_seq")));
    }
    return lines.stream()
        .map(line -> {
          ConversationId id = line.conversation("id");
          return new Mine(
              conversation(line, members.getOrDefault(id, List.of())),
              pointers.getOrDefault(id, List.of()));
        })
        .toList();
  }

  /// The members of all conversations that are no rooms.
  private static List<Line> members(Session session, List<Line> conversations) {
    List<byte[]> ids =
        conversations.stream()
            .filter(line -> line.integer("kind") != ROOM)
            .map(line -> line.bytes("id"))
            .toList();
    List<Line> members = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += CONVERSATIONS_AT_ONCE) {
      Object[] some = new Object[CONVERSATIONS_AT_ONCE];
      for (int i = 0; i < some.length; i++) {
        // Filled up with the last one again: every length would be a statement of its own.
        some[i] = ids.get(Math.min(from + i, ids.size() - 1));
      }
      members.addAll(session.lines(MEMBERS_OF, some));
    }
    return members;
  }

  /// A conversation, and how far its members are.
  record Mine(Conversation conversation, List<Pointer> pointers) {}

  private static Conversation conversation(Line line, List<Member> members) {
    return new Conversation(
        line.conversation("id"),
        line.rid("rid"),
        Codes.conversationKind(line.integer("kind")),
        line.textOrNull("title"),
        line.user("owner_id"),
        line.seq("head"),
        new Seq(Math.max(line.number("kept_from"), line.number("floor_seq"))),
        line.epoch("epoch"),
        line.integer("member_count"),
        members);
  }

  private ConversationReader() {}
}
