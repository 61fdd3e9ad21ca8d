package org.sealmesh.persistence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sealmesh.mesh.RoutingId;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.origin.persistence.EventCommand.Append;
import org.sealmesh.origin.persistence.EventCommand.Appended;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.content.StoredBody;
import org.sealmesh.persistence.ledger.Facts;
import org.sealmesh.persistence.ledger.Participant;
import org.sealmesh.persistence.ledger.Roster;
import org.sealmesh.persistence.ledger.RosterCache;
import org.sealmesh.persistence.ledger.Standing;
import org.sealmesh.persistence.ledger.Work;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Reads what a batch of changes is decided on. [#lock] comes first: whatever is read after it
/// cannot change before the transaction ends.
final class LedgerStore {
  private static final String PARTICIPANTS =
      "SELECT u.id, u.rid, p.floor_seq FROM bm_participants p JOIN bm_users u ON u.id = p.user_id"
          + " WHERE p.conversation_id = ? AND p.until_epoch = 0";

  private final RosterCache rosters;
  private final Bodies bodies;
  private final int conversationsOfUserMax;

  LedgerStore(RosterCache rosters, Bodies bodies, int conversationsOfUserMax) {
    this.bodies = bodies;
    this.rosters = rosters;
    this.conversationsOfUserMax = conversationsOfUserMax;
  }

  Optional<Standing> lock(Session session, ConversationId id) {
    return session
        .line(
            "SELECT rid, kind, title, owner_id, head, kept_from, head_at, epoch, turned_at, turn_due_at,"
                + " member_count, roster_version, open_call_id FROM bm_conversations"
                + " WHERE id = ? FOR UPDATE",
            id)
        .map(line ->
            new Standing(
                id,
                line.rid("rid"),
                Codes.conversationKind(line.integer("kind")),
                line.textOrNull("title"),
                line.user("owner_id"),
                new Standing.Log(line.seq("kept_from"), line.seq("head"), line.instant("head_at")),
                new Standing.Turn(
                    line.epoch("epoch"),
                    line.instant("turned_at"),
                    line.instantOrNull("turn_due_at")),
                line.integer("member_count"),
                line.number("roster_version"),
                line.idOrNull("open_call_id", CallId::of)));
  }

  /// All members of a direct conversation or group; of a room, those whom the batch is about.
  Roster roster(Session session, Standing standing, Collection<Work> batch) {
    Optional<Roster> remembered = rosters.find(standing.id(), standing.rosterVersion());
    if (standing.kind() != ConversationKind.ROOM) {
      return remembered.orElseGet(() -> wholeRoster(session, standing));
    }
    Roster roster = remembered.orElseGet(() -> Roster.of(standing.rosterVersion(), List.of()));
    List<Participant> found = new ArrayList<>();
    for (UserId user : concerned(batch)) {
      if (roster.find(user).isEmpty()) {
        session
            .line(PARTICIPANTS + " AND p.user_id = ?", standing.id(), user)
            .ifPresent(line -> found.add(participant(line)));
      }
    }
    return found.isEmpty() ? roster : roster.knowing(found);
  }

  private static Roster wholeRoster(Session session, Standing standing) {
    Roster roster =
        Roster.of(
            standing.rosterVersion(),
            session.lines(PARTICIPANTS + " ORDER BY p.user_id", standing.id()).stream()
                .map(LedgerStore::participant)
                .toList());
    return standing.kind() == ConversationKind.DIRECT
        ? roster
            .withBlocked(blocked(session, standing.id()))
            .withErased(erased(session, standing.id()))
        : roster;
  }

  /// Remembered with the roster, whose version grows with every change of it.
  private static List<UserId> blocked(Session session, ConversationId id) {
    return session
        .lines(
            "SELECT b.blocked_id FROM bm_conversations c"
                + " JOIN bm_blocks b ON b.pair_key = c.pair_key WHERE c.id = ?",
            id)
        .stream()
        .map(line -> line.user("blocked_id"))
        .toList();
  }

  /// Members of a direct conversation who are nobody any more.
  private static List<UserId> erased(Session session, ConversationId id) {
    return session.lines(PARTICIPANTS + " AND u.kind = " + Codes.ERASED, id).stream()
        .map(line -> line.user("id"))
        .toList();
  }

  /// The routing ids of all members of a direct conversation or group.
  List<RoutingId> rids(Session session, ConversationId id, long rosterVersion) {
    return rosters
        .find(id, rosterVersion)
        .map(Roster::rids)
        .orElseGet(() ->
            session.lines(PARTICIPANTS + " ORDER BY p.user_id", id).stream()
                .map(line -> line.rid("rid"))
                .toList());
  }

  private static Set<UserId> concerned(Collection<Work> batch) {
    Set<UserId> users = new LinkedHashSet<>();
    for (Work work : batch) {
      switch (work) {
        case Work.Wish wish -> {
          users.add(wish.append().actor());
          if (wish.append().change() instanceof Change.RemoveMember remove) {
            users.add(remove.member());
          }
        }
        case Work.Confirmation said -> users.add(said.confirm().user());
        case Work.Expiry expiry -> {}
      }
    }
    return users;
  }

  /// Everything else that the changes ask about.
  Facts facts(Session session, Standing standing, List<Work> works) {
    List<Append> batch =
        works.stream()
            .flatMap(work -> work instanceof Work.Wish wish ? Stream.of(wish.append()) : null)
            .toList();
    Map<MessageId, Facts.Message> messages = new HashMap<>();
    Set<UserId> newcomers = new HashSet<>();
    for (Append append : batch) {
      switch (append.change()) {
        case Change.Send send -> {
          if (send.replyTo() != null) {
            look(session, standing, send.replyTo(), messages);
          }
        }
        case Change.Edit edit -> look(session, standing, edit.messageId(), messages);
        case Change.Delete delete -> look(session, standing, delete.messageId(), messages);
        case Change.AddMembers add -> newcomers.addAll(add.users());
        case Change.JoinRoom join -> newcomers.add(append.actor());
        case Change.Rename rename -> {}
        case Change.RemoveMember remove -> {}
        case Change.OpenCall open -> {}
        case Change.ErasePerson erase -> {}
      }
    }
    Map<UserId, Member> users = new HashMap<>();
    Set<UserId> banned = new HashSet<>();
    Set<UserId> full = new HashSet<>();
    for (UserId user : newcomers) {
      member(session, user).ifPresent(member -> users.put(user, member));
      if (isBanned(session, standing.id(), user)) {
        banned.add(user);
      }
      if (isFull(session, user)) {
        full.add(user);
      }
    }
    return new Facts(
        answers(session, standing.id(), batch),
        messages,
        users,
        banned,
        full,
        CallRows.asked(session, standing, works));
  }

  /// A message that has grown too old is not there, though it may not be deleted yet.
  private static void look(
      Session session, Standing standing, MessageId id, Map<MessageId, Facts.Message> into) {
    session
        .line(
            "SELECT sender_id, sent_seq, body FROM bm_messages"
                + " WHERE conversation_id = ? AND id = ? AND (sent_seq >= ? OR edited_seq >= ?)",
            standing.id(),
            id,
            standing.log().keptFrom(),
            standing.log().keptFrom())
        .ifPresent(line ->
            into.put(
                id,
                new Facts.Message(
                    id,
                    line.user("sender_id"),
                    line.seq("sent_seq"),
                    line.bytesOrNull("body") == null ? Facts.State.DELETED : Facts.State.THERE)));
  }

  /// Not of whoever is erased: she cannot be talked to, added or blocked.
  static Optional<Member> member(Session session, UserId user) {
    return session
        .line("SELECT id, rid, name FROM bm_users WHERE id = ? AND kind <> " + Codes.ERASED, user)
        .map(EventReader::member);
  }

  private static boolean isBanned(Session session, ConversationId conversation, UserId user) {
    return session
        .line(
            "SELECT banned_at FROM bm_bans WHERE conversation_id = ? AND user_id = ?",
            conversation,
            user)
        .isPresent();
  }

  boolean isFull(Session session, UserId user) {
    return session
            .lines(
                "SELECT COUNT(*) AS n FROM bm_participants WHERE user_id = ? AND until_epoch = 0",
                user)
            .getFirst()
            .number("n")
        >= conversationsOfUserMax;
  }

  private Map<Facts.Request, Facts.Answer> answers(
      Session session, ConversationId conversation, List<Append> batch) {
    if (batch.isEmpty()) {
      return Map.of();
    }
    Object[] values = new Object[shape(batch.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = batch.get(Math.min(i, batch.size() - 1)).clientId();
    }
    String marks = "?" + ", ?".repeat(values.length - 1);
    List<Line> lines =
        session.lines(
            "SELECT a.client_id, a.sender_id, a.conversation_id, a.request_hash, a.seq, a.epoch,"
                + " a.committed_at, a.message_id, a.removed_rid, a.call_id, a.hash_key, c.rid"
                + " FROM bm_client_ids a"
                + " JOIN bm_conversations c ON c.id = a.conversation_id"
                + " WHERE a.client_id IN ("
                + marks
                + ")",
            values);
    Map<Facts.Request, Facts.Answer> answers = new HashMap<>();
    for (Line line : lines) {
      // The same client id of another sender, or elsewhere, is another request.
      if (line.conversation("conversation_id").equals(conversation)) {
        Facts.Request request =
            new Facts.Request(line.user("sender_id"), ClientId.of(line.bytes("client_id")));
        answers.put(
            request, new Facts.Answer(hash(conversation, line, request, batch), appended(line)));
      }
    }
    return answers;
  }

  /// The hash that was given then, if one of these requests has it; else none that anything has.
  private byte[] hash(
      ConversationId conversation, Line line, Facts.Request request, List<Append> batch) {
    StoredBody mark = new StoredBody(line.bytes("request_hash"), line.numberOrNull("hash_key"));
    return batch.stream()
        .filter(append -> request.equals(new Facts.Request(append.actor(), append.clientId())))
        .map(Append::requestHash)
        .filter(hash -> bodies.isMark(conversation, mark, hash))
        .findFirst()
        .orElseGet(() -> line.bytes("request_hash"));
  }

  /// Lists come in a few lengths only, filled up with the last one again: every length is a
  /// statement of its own to the database.
  private static int shape(int size) {
    return size <= 1 ? 1 : Integer.highestOneBit(size - 1) << 1;
  }

  private static Appended appended(Line line) {
    return new Appended(
        line.seq("seq"),
        line.epoch("epoch"),
        line.instant("committed_at"),
        line.idOrNull("message_id", MessageId::of),
        line.rid("rid"),
        line.idOrNull("removed_rid", RoutingId::of),
        line.idOrNull("call_id", CallId::of));
  }

  private static Participant participant(Line line) {
    return new Participant(line.user("id"), line.rid("rid"), line.seq("floor_seq"));
  }

  /// The one who has been a member longest, now that the owner is gone.
  static Optional<UserId> heir(Session session, ConversationId conversation) {
    return session
        .line(
            "SELECT conversation_id, until_epoch, floor_seq, user_id FROM bm_participants"
                + " WHERE conversation_id = ? AND until_epoch = 0"
                // All columns of the index, so that H2 too sees that it has this order already.
                + " ORDER BY conversation_id, until_epoch, floor_seq, user_id LIMIT 1",
            conversation)
        .map(line -> line.user("user_id"));
  }

  /// What is remembered of a membership that has just been committed.
  void remember(ConversationId conversation, Roster roster) {
    rosters.put(conversation, roster);
  }
}
