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
import org.sealmesh.persistence.sql.InList;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Reads conversations the way one member sees them.
final class ConversationReader {
  /// Membership and head come from one statement: of a member who was removed in between, a second
  /// one would show what came after her removal.
  private static final String COLUMNS =
      "c.id, c.rid, c.kind, c.title, c.owner_id, c.head, c.kept_from, c.epoch, c.member_count,"
          + " c.kept_for, p.floor_seq";

  private static final String MINE =
      "SELECT "
          + COLUMNS
          + " FROM bm_participants p JOIN bm_conversations c ON c.id = p.conversation_id"
          + " WHERE p.user_id = ? AND p.until_epoch = 0 AND p.conversation_id = ?";

  private static final String MEMBERS =
      "SELECT p.conversation_id, p.delivered_seq, p.read_seq, u.id, u.rid, u.name"
          + " FROM bm_participants p JOIN bm_users u ON u.id = p.user_id"
          + " WHERE p.until_epoch = 0";

  /// Conversations whose members one statement reads.
  private static final int ROSTERS_OF_STATEMENT = 256;

  /// One conversation, if the user is in it.
  static Optional<Conversation> find(Session session, UserId user, ConversationId id) {
    return session
        .line(MINE, user, id)
        .map(line -> {
          Conversation found = conversation(line);
          return found.kind() == ConversationKind.ROOM
              ? found
              : withMembers(found, members(session, id));
        });
  }

  private static List<Member> members(Session session, ConversationId id) {
    return session.lines(MEMBERS + " AND p.conversation_id = ? ORDER BY p.user_id", id).stream()
        .map(EventReader::member)
        .toList();
  }

  /// All conversations of each user who has any, in the order of their ids, without members;
  /// nothing at all if there are more than `rowsMax` and more than one user.
  static Optional<Map<UserId, List<Conversation>>> all(
      Session session, List<UserId> users, int rowsMax) {
    return Memberships.read(session, COLUMNS, users, rowsMax)
        .map(lines -> {
          Map<UserId, List<Conversation>> found = new HashMap<>();
          lines.forEach((user, hers) ->
              found.put(user, hers.stream().map(ConversationReader::conversation).toList()));
          return found;
        });
  }

  /// Who is in a conversation, and how far everyone is; in the order of their ids.
  record Roster(List<Member> members, List<Pointer> pointers) {
    static final Roster NONE = new Roster(List.of(), List.of());

    Roster {
      members = List.copyOf(members);
      pointers = List.copyOf(pointers);
    }

    boolean has(UserId user) {
      return pointers.stream().anyMatch(pointer -> pointer.user().equals(user));
    }
  }

  static Map<ConversationId, Roster> rosters(Session session, List<ConversationId> conversations) {
    Map<ConversationId, List<Line>> lines = new HashMap<>();
    for (int from = 0; from < conversations.size(); from += ROSTERS_OF_STATEMENT) {
      int to = Math.min(conversations.size(), from + ROSTERS_OF_STATEMENT);
      InList in = InList.of(conversations.subList(from, to));
      String sql = MEMBERS + " AND p.conversation_id IN " + in.marks() + " ORDER BY p.user_id";
      for (Line line : session.lines(sql, in.values())) {
        lines
            .computeIfAbsent(line.conversation("conversation_id"), id -> new ArrayList<>())
            .add(line);
      }
    }
    Map<ConversationId, Roster> rosters = new HashMap<>();
    lines.forEach((id, of) -> rosters.put(id, roster(of)));
    return rosters;
  }

  private static Roster roster(List<Line> lines) {
    return new Roster(
        lines.stream().map(EventReader::member).toList(),
        lines.stream()
            .map(line ->
                new Pointer(line.user("id"), line.seq("delivered_seq"), line.seq("read_seq")))
            .toList());
  }

  static Conversation withMembers(Conversation c, List<Member> members) {
    return new Conversation(
        c.id(),
        c.rid(),
        c.kind(),
        c.title(),
        c.owner(),
        c.head(),
        c.floor(),
        c.epoch(),
        c.memberCount(),
        c.keptFor(),
        members);
  }

  private static Conversation conversation(Line line) {
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
        line.durationOrNull("kept_for"),
        List.of());
  }

  private ConversationReader() {}
}
