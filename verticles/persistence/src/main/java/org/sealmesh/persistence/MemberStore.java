package org.sealmesh.persistence;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.ConversationCommand;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.InList;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Who is in which conversation, and which rooms there are to be in.
final class MemberStore {
  private final Database database;
  private final int rowsMax;
  private final Rounds<ConversationCommand.CheckMembership, ConversationCommand.Memberships> checks;

  MemberStore(Database database, PersistenceConfig config, Surroundings around) {
    this.database = database;
    this.rowsMax = config.rounds().rowsMax();
    this.checks = new Rounds<>("membership", this::checkAll, config, around);
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
      Optional<UserId> owner = ownerFor(session, command.user(), command.id());
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
          owner.get(),
          lines.size() > command.limit());
    });
  }

  /// Whose the conversation is; nothing unless this user is in it.
  private static Optional<UserId> ownerFor(Session session, UserId user, ConversationId id) {
    return session
        .line(
            "SELECT c.owner_id FROM bm_participants p JOIN bm_conversations c"
                + " ON c.id = p.conversation_id"
                + " WHERE p.user_id = ? AND p.until_epoch = 0 AND p.conversation_id = ?",
            user,
            id)
        .map(line -> line.user("owner_id"));
  }

  ConversationCommand.NameListing names(ConversationCommand.ListNames command) {
    return database.read(session -> {
      if (ownerFor(session, command.user(), command.id()).isEmpty()) {
        return new ConversationCommand.NotMember();
      }
      List<UserId> asked = List.copyOf(new LinkedHashSet<>(command.of()));
      List<ConversationCommand.PersonName> found = new ArrayList<>(here(session, asked, command));
      List<UserId> others = new ArrayList<>(asked);
      found.forEach(name -> others.remove(name.id()));
      found.addAll(erased(session, others));
      return new ConversationCommand.Names(found);
    });
  }

  private static List<ConversationCommand.PersonName> here(
      Session session, List<UserId> asked, ConversationCommand.ListNames command) {
    InList in = InList.of(asked);
    List<Object> values = new ArrayList<>(in.ids());
    values.add(command.id());
    return named(
        session,
        // From the people on: the other way round, H2 would read every member of a room.
        "SELECT u.id, u.name FROM bm_users u WHERE u.id IN "
            + in.marks()
            + " AND EXISTS (SELECT 1 FROM bm_participants p"
            + " WHERE p.conversation_id = ? AND p.user_id = u.id)",
        values.toArray());
  }

  /// Of whoever is erased it is not known any more where she was, and everybody may know that she
  /// is nobody. A question of its own: with an `OR`, MariaDB would read every member of a room.
  private static List<ConversationCommand.PersonName> erased(Session session, List<UserId> asked) {
    if (asked.isEmpty()) {
      return List.of();
    }
    InList in = InList.of(asked);
    return named(
        session,
        "SELECT id, name FROM bm_users WHERE kind = " + Codes.ERASED + " AND id IN " + in.marks(),
        in.values());
  }

  private static List<ConversationCommand.PersonName> named(
      Session session, String sql, Object... values) {
    return session.lines(sql, values).stream()
        .map(line -> new ConversationCommand.PersonName(line.user("id"), line.text("name")))
        .toList();
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

  /// Those who ask at once are answered together.
  Future<ConversationCommand.Memberships> check(ConversationCommand.CheckMembership command) {
    return checks.ask(command);
  }

  private Optional<List<ConversationCommand.Memberships>> checkAll(
      List<ConversationCommand.CheckMembership> asked) {
    List<UserId> users = asked.stream().map(it -> it.user()).distinct().toList();
    List<ConversationId> ids = asked.stream().flatMap(it -> it.ids().stream()).distinct().toList();
    if (asked.size() > 1 && (long) users.size() * ids.size() > rowsMax) {
      return Optional.empty();
    }
    Map<UserId, Map<ConversationId, RoutingId>> rids =
        ids.isEmpty() ? Map.of() : database.read(session -> rids(session, users, ids));
    return Optional.of(
        asked.stream().map(one -> among(rids.getOrDefault(one.user(), Map.of()), one)).toList());
  }

  private static Map<UserId, Map<ConversationId, RoutingId>> rids(
      Session session, List<UserId> users, List<ConversationId> ids) {
    InList ofUsers = InList.of(users);
    InList ofIds = InList.of(ids);
    String sql =
        "SELECT p.user_id, c.id, c.rid FROM bm_participants p JOIN bm_conversations c"
            + " ON c.id = p.conversation_id"
            // Rooms and groups have no pair, and nobody is blocked there.
            + " LEFT JOIN bm_blocks b ON b.pair_key = c.pair_key AND b.blocked_id = p.user_id"
            + " WHERE b.blocked_id IS NULL AND p.until_epoch = 0 AND p.user_id IN "
            + ofUsers.marks()
            + " AND p.conversation_id IN "
            + ofIds.marks();
    Object[] values = Stream.of(ofUsers, ofIds).flatMap(in -> Stream.of(in.values())).toArray();
    Map<UserId, Map<ConversationId, RoutingId>> rids = new HashMap<>();
    for (Line line : session.lines(sql, values)) {
      rids.computeIfAbsent(line.user("user_id"), user -> new HashMap<>())
          .put(line.conversation("id"), line.rid("rid"));
    }
    return rids;
  }

  private static ConversationCommand.Memberships among(
      Map<ConversationId, RoutingId> hers, ConversationCommand.CheckMembership asked) {
    List<ConversationCommand.Membership> found = new ArrayList<>();
    for (ConversationId id : asked.ids()) {
      RoutingId rid = hers.get(id);
      if (rid != null) {
        found.add(new ConversationCommand.Membership(id, rid));
      }
    }
    return new ConversationCommand.Memberships(found);
  }
}
