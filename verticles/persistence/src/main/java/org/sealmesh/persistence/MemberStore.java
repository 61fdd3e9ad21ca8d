package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.List;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.ConversationCommand;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Line;

/// Who is in which conversation, and which rooms there are to be in.
final class MemberStore {
  private final Database database;

  MemberStore(Database database) {
    this.database = database;
  }

  ConversationCommand.Search find(ConversationCommand.Find command) {
    return database
        .read(session -> ConversationReader.find(session, command.user(), command.id()))
        .<ConversationCommand.Search>map(ConversationCommand.Found::new)
        .orElseGet(ConversationCommand.NotFound::new);
  }

  ConversationCommand.MemberListing list(ConversationCommand.ListMembers command) {
    UserId after = command.after();
    byte[] from = after == null ? new byte[0] : after.bytes();
    return database.read(session -> {
      var owner =
          session.line(
              "SELECT c.owner_id FROM bm_participants p JOIN bm_conversations c"
                  + " ON c.id = p.conversation_id"
                  + " WHERE p.user_id = ? AND p.until_epoch = 0 AND p.conversation_id = ?",
              command.user(),
              command.id());
      if (owner.isEmpty()) {
        return new ConversationCommand.NotMember();
      }
      List<Line> lines =
          session.lines(
              // All columns of the index, or H2 would read and sort every member of a room for a
              // page of them.
              "SELECT u.id, u.rid, u.name, p.conversation_id, p.until_epoch, p.user_id"
                  + " FROM bm_participants p JOIN bm_users u"
                  + " ON u.id = p.user_id WHERE p.conversation_id = ? AND p.until_epoch = 0"
                  + " AND p.user_id > ?"
                  + " ORDER BY p.conversation_id, p.until_epoch, p.user_id LIMIT ?",
              command.id(),
              from,
              command.limit() + 1);
      return new ConversationCommand.MemberPage(
          lines.stream().limit(command.limit()).map(EventReader::member).toList(),
          owner.get().user("owner_id"),
          lines.size() > command.limit());
    });
  }

  ConversationCommand.RoomsFound searchRooms(ConversationCommand.SearchRooms command) {
    CaseKey prefix = CaseKey.prefix(command.prefix());
    List<Line> lines =
        database.read(session ->
            session.lines(
                "SELECT c.id, c.title, c.member_count, p.floor_seq FROM bm_conversations c"
                    + " LEFT JOIN bm_participants p ON p.conversation_id = c.id"
                    + " AND p.user_id = ? AND p.until_epoch = 0"
                    + " WHERE c.title_key >= ? AND c.title_key < ?"
                    + " ORDER BY c.title_key, c.id LIMIT ?",
                command.user(),
                prefix.from(),
                prefix.to(),
                command.limit()));
    return new ConversationCommand.RoomsFound(
        lines.stream()
            .map(line ->
                new ConversationCommand.Room(
                    line.conversation("id"),
                    line.text("title"),
                    line.integer("member_count"),
                    line.numberOrNull("floor_seq") != null))
            .toList());
  }

  ConversationCommand.Memberships check(ConversationCommand.CheckMembership command) {
    return database.read(session -> {
      List<ConversationCommand.Membership> found = new ArrayList<>();
      for (var id : command.ids()) {
        session
            .line(
                "SELECT c.rid FROM bm_participants p JOIN bm_conversations c"
                    + " ON c.id = p.conversation_id"
                    + " WHERE p.user_id = ? AND p.until_epoch = 0 AND p.conversation_id = ?",
                command.user(),
                id)
            .ifPresent(line -> found.add(new ConversationCommand.Membership(id, line.rid("rid"))));
      }
      return new ConversationCommand.Memberships(found);
    });
  }
}
