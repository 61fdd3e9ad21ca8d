package org.sealmesh.persistence;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sealmesh.bus.Clock;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.CallRole;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.CallCommand;
import org.sealmesh.origin.persistence.CallCommand.Answered;
import org.sealmesh.origin.persistence.CallCommand.CallFound;
import org.sealmesh.origin.persistence.CallCommand.CallParticipant;
import org.sealmesh.origin.persistence.CallCommand.CallRecord;
import org.sealmesh.origin.persistence.CallCommand.CallSearch;
import org.sealmesh.origin.persistence.CallCommand.ConfirmCall;
import org.sealmesh.origin.persistence.CallCommand.Confirming;
import org.sealmesh.origin.persistence.CallCommand.Ended;
import org.sealmesh.origin.persistence.CallCommand.FindCall;
import org.sealmesh.origin.persistence.CallCommand.GroupsOnly;
import org.sealmesh.origin.persistence.CallCommand.HostsOnly;
import org.sealmesh.origin.persistence.CallCommand.Left;
import org.sealmesh.origin.persistence.CallCommand.NoSuchCall;
import org.sealmesh.origin.persistence.CallCommand.NotAdmitted;
import org.sealmesh.origin.persistence.CallCommand.Present;
import org.sealmesh.origin.persistence.CallCommand.Standing;
import org.sealmesh.origin.persistence.CallCommand.TooManyPresent;
import org.sealmesh.origin.persistence.EventCommand;
import org.sealmesh.origin.persistence.EventCommand.Appending;
import org.sealmesh.persistence.ledger.ById;
import org.sealmesh.persistence.ledger.Work;
import org.sealmesh.persistence.sql.Database;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Reads calls, and takes what is said of them to where their conversation's changes are decided.
final class CallStore {
  /// The call, its conversation, and the one who asks, if she is a member.
  private static final String CALL =
      "SELECT k.id, k.conversation_id, k.media, k.caller_id, k.opened_at, k.answered_at,"
          + " k.ended_at, k.reason, k.settled_by, k.lobby, c.rid, c.kind, c.owner_id,"
          + " b.blocked_at, a.verdict, s.joined_at AS came_at"
          + " FROM bm_calls k JOIN bm_conversations c ON c.id = k.conversation_id"
          + " JOIN bm_participants p ON p.conversation_id = c.id AND p.until_epoch = 0"
          + " AND p.user_id = ?"
          + " LEFT JOIN bm_blocks b ON b.pair_key = c.pair_key AND b.blocked_id = p.user_id"
          + " LEFT JOIN bm_call_admissions a ON a.call_id = k.id AND a.user_id = p.user_id"
          + " LEFT JOIN bm_call_participants s ON s.call_id = k.id AND s.user_id = p.user_id"
          + " WHERE k.id = ?";

  /// The other member of a direct conversation.
  private static final String PEER =
      "SELECT o.rid FROM bm_participants q JOIN bm_users o ON o.id = q.user_id"
          + " WHERE q.conversation_id = ? AND q.until_epoch = 0 AND q.user_id <> ?";

  /// In the order of the index, in which those who have not left come first.
  private static final String PARTICIPANTS =
      "SELECT call_id, left_at, user_id, joined_at FROM bm_call_participants WHERE call_id = ?"
          + " ORDER BY call_id, left_at, user_id LIMIT "
          + CallRecord.PARTICIPANTS_MAX;

  private final Database database;
  private final Appender appender;
  private final Clock clock;

  CallStore(Database database, Appender appender, Clock clock) {
    this.database = database;
    this.appender = appender;
    this.clock = clock;
  }

  Object on(CallCommand command) {
    return switch (command) {
      case FindCall c -> find(c.user(), c.call());
      case ConfirmCall c -> confirm(c);
    };
  }

  private Confirming confirm(ConfirmCall command) {
    Optional<Line> known =
        database.glance(session ->
            session.line(
                "SELECT conversation_id, lobby FROM bm_calls WHERE id = ?", command.call()));
    if (known.isEmpty()) {
      return new NoSuchCall();
    }
    if (known.get().integer("lobby") != 0 && saysThatSheIsIn(command) && !isAdmitted(command)) {
      return new NotAdmitted();
    }
    ConversationId in = known.get().conversation("conversation_id");
    Appending outcome = appender.take(new Work.Confirmation(in, command, clock.now())).await();
    // What became of it, the record shows; to who is no member it shows nothing.
    return switch (find(command.user(), command.call())) {
      case NoSuchCall none -> none;
      case CallFound found -> confirmed(command, outcome, found);
    };
  }

  private static boolean saysThatSheIsIn(ConfirmCall command) {
    return switch (command.word()) {
      case Answered answered -> true;
      case Present present -> true;
      case Left left -> false;
      case Ended ended -> false;
    };
  }

  private boolean isAdmitted(ConfirmCall command) {
    return !(find(command.user(), command.call()) instanceof CallFound found)
        || found.standing() == Standing.WELCOME;
  }

  private static Confirming confirmed(ConfirmCall command, Appending outcome, CallFound found) {
    if (command.word() instanceof Left && found.call().kind() == ConversationKind.DIRECT) {
      return new GroupsOnly();
    }
    return switch (outcome) {
      case EventCommand.Forbidden not -> new HostsOnly();
      case EventCommand.CallFull full -> new TooManyPresent(full.max());
      case EventCommand.Appended ended -> found;
      case EventCommand.Unchanged same -> found;
      case EventCommand.NoSuchConversation none -> found;
      case EventCommand.NoSuchMessage none -> throw noWord(outcome);
      case EventCommand.NoSuchUser none -> throw noWord(outcome);
      case EventCommand.GroupFull full -> throw noWord(outcome);
      case EventCommand.ClientIdReused reused -> throw noWord(outcome);
      case EventCommand.CallIsOpen open -> throw noWord(outcome);
      case EventCommand.NoMediaServer none -> throw noWord(outcome);
    };
  }

  private static IllegalStateException noWord(Appending outcome) {
    return new IllegalStateException("nothing said of a call becomes " + outcome);
  }

  CallSearch find(UserId user, CallId id) {
    return database.read(session ->
        session
            .line(CALL, user, id)
            .map(line -> found(session, user, line))
            .orElseGet(NoSuchCall::new));
  }

  /// A direct conversation with oneself has no other member, and no calls.
  private static CallSearch found(Session session, UserId user, Line line) {
    CallRecord call = call(session, line);
    return switch (call.kind()) {
      case DIRECT ->
          session
              .line(PEER, call.conversation(), user)
              .<CallSearch>map(peer ->
                  new CallFound(
                      call,
                      line.rid("rid"),
                      call.caller().equals(user) ? CallRole.CALLER : CallRole.CALLEE,
                      peer.rid("rid"),
                      standing(line)))
              .orElseGet(NoSuchCall::new);
      // Blocking concerns calls of two alone.
      case GROUP, ROOM -> {
        CallRole role = roleInGroup(call, user, line);
        Standing standing = role == CallRole.HOST ? Standing.WELCOME : LobbyStore.standing(line);
        yield new CallFound(call, line.rid("rid"), role, null, standing);
      }
    };
  }

  private static CallRole roleInGroup(CallRecord call, UserId user, Line line) {
    return user.equals(call.caller()) || user.equals(line.user("owner_id"))
        ? CallRole.HOST
        : CallRole.PARTICIPANT;
  }

  private static Standing standing(Line line) {
    return line.numberOrNull("blocked_at") == null ? Standing.WELCOME : Standing.BLOCKED;
  }

  private static CallRecord call(Session session, Line line) {
    CallId id = CallId.of(line.bytes("id"));
    Long reason = line.numberOrNull("reason");
    Long settledBy = line.numberOrNull("settled_by");
    return new CallRecord(
        id,
        line.conversation("conversation_id"),
        Codes.conversationKind(line.integer("kind")),
        Codes.callMedia(line.integer("media")),
        line.user("caller_id"),
        line.instant("opened_at"),
        line.instantOrNull("answered_at"),
        line.instantOrNull("ended_at"),
        reason == null ? null : Codes.callEndReason(Math.toIntExact(reason)),
        settledBy == null ? null : Codes.settledBy(Math.toIntExact(settledBy)),
        participants(session, id));
  }

  private static List<CallParticipant> participants(Session session, CallId id) {
    return session.lines(PARTICIPANTS, id).stream()
        .map(seat ->
            new CallParticipant(
                seat.user("user_id"), seat.instant("joined_at"), seat.instantOrNull("left_at")))
        .sorted(
            Comparator.comparing(CallParticipant::joinedAt)
                .thenComparing(CallParticipant::user, ById.ORDER))
        .toList();
  }
}
