package org.sealmesh.persistence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sealmesh.mesh.Seq;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.origin.ClientId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.ConversationKind;
import org.sealmesh.origin.Member;
import org.sealmesh.origin.MessageId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.event.Event;
import org.sealmesh.persistence.content.Bodies;
import org.sealmesh.persistence.content.StoredBody;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// Puts events together from their rows: what a message says now, not what it said when the event
/// was committed; and of a call what its own row says.
final class EventReader {
  private static final String EVENTS =
      "SELECT e.seq, e.type, e.committed_at, e.actor_id, e.message_id, e.member_id, e.reason,"
          + " e.title, e.call_id, m.client_id, m.reply_to, m.body, m.body_key, c.media,"
          + " c.caller_id, c.answered_at, c.ended_at, c.reason AS call_reason"
          + " FROM bm_events e LEFT JOIN bm_messages m"
          + " ON m.conversation_id = e.conversation_id AND m.id = e.message_id"
          + " LEFT JOIN bm_calls c ON c.id = e.call_id"
          + " WHERE e.conversation_id = ? AND e.seq BETWEEN ? AND ? ORDER BY e.seq";

  private static final String MEMBERS =
      "SELECT m.seq, u.id, u.rid, u.name FROM bm_event_members m JOIN bm_users u"
          + " ON u.id = m.user_id WHERE m.conversation_id = ? AND m.seq BETWEEN ? AND ?"
          + " ORDER BY m.seq, m.user_id";

  private final Bodies bodies;

  EventReader(Bodies bodies) {
    this.bodies = bodies;
  }

  /// The events of a conversation from one seq to another, both included, in seq order.
  List<Event> read(
      Session session, ConversationId conversation, ConversationKind kind, long from, long to) {
    if (from > to) {
      return List.of();
    }
    List<Line> lines = session.lines(EVENTS, conversation, from, to);
    boolean namesMembers = lines.stream().anyMatch(EventReader::namesMembers);
    Map<Seq, List<Member>> members =
        namesMembers ? members(session, conversation, from, to) : Map.of();
    return lines.stream().map(line -> event(conversation, line, kind, members)).toList();
  }

  private static boolean namesMembers(Line line) {
    int type = line.integer("type");
    return type == Codes.CREATED || type == Codes.ADDED;
  }

  private static Map<Seq, List<Member>> members(
      Session session, ConversationId conversation, long from, long to) {
    Map<Seq, List<Member>> members = new HashMap<>();
    for (Line line : session.lines(MEMBERS, conversation, from, to)) {
      members.computeIfAbsent(line.seq("seq"), seq -> new ArrayList<>()).add(member(line));
    }
    return members;
  }

  static Member member(Line line) {
    return new Member(line.user("id"), line.rid("rid"), line.text("name"));
  }

  private Event event(
      ConversationId conversation,
      Line line,
      ConversationKind kind,
      Map<Seq, List<Member>> members) {
    Seq seq = line.seq("seq");
    Instant at = line.instant("committed_at");
    UserId actor = line.user("actor_id");
    List<Member> named = members.getOrDefault(seq, List.of());
    int type = line.integer("type");
    return switch (type) {
      case Codes.CREATED ->
          new Event.Created(seq, at, actor, kind, line.textOrNull("title"), named);
      case Codes.RENAMED -> renamed(line, seq, at, actor);
      case Codes.ADDED -> new Event.MembersAdded(seq, at, actor, named);
      case Codes.REMOVED ->
          new Event.MemberRemoved(
              seq, at, actor, line.user("member_id"), Codes.removalReason(line.integer("reason")));
      case Codes.DELETED -> new Event.Deleted(seq, at, actor, message(line));
      case Codes.CALL_STARTED ->
          new Event.CallStarted(seq, at, actor, call(line), Codes.callMedia(line.integer("media")));
      case Codes.CALL_ENDED -> callEnded(line, seq, at, actor);
      case Codes.PERSON_ERASED ->
          new Event.PersonErased(seq, at, actor, Codes.erasedMessages(line.integer("reason")));
      case Codes.SENT, Codes.EDITED -> content(conversation, line, type, seq, at, actor);
      default -> throw Codes.unknown(type);
    };
  }

  /// The titles of whoever is erased go with her messages.
  private static Event renamed(Line line, Seq seq, Instant at, UserId actor) {
    String title = line.textOrNull("title");
    return title == null
        ? new Event.Tombstone(seq, at, null)
        : new Event.Renamed(seq, at, actor, title);
  }

  /// Without a body it was deleted, or its key was destroyed.
  private Event content(
      ConversationId conversation, Line line, int type, Seq seq, Instant at, UserId actor) {
    MessageId message = message(line);
    StoredBody stored = new StoredBody(line.bytesOrNull("body"), line.numberOrNull("body_key"));
    String body = bodies.text(conversation, message, stored);
    if (body == null) {
      return new Event.Tombstone(seq, at, message);
    }
    return type == Codes.EDITED
        ? new Event.Edited(seq, at, actor, message, body)
        : new Event.Sent(
            seq,
            at,
            actor,
            message,
            ClientId.of(line.bytes("client_id")),
            body,
            line.idOrNull("reply_to", MessageId::of));
  }

  private static Event callEnded(Line line, Seq seq, Instant at, UserId actor) {
    Long answeredMs = line.numberOrNull("answered_at");
    return new Event.CallEnded(
        seq,
        at,
        actor,
        call(line),
        Codes.callMedia(line.integer("media")),
        line.user("caller_id"),
        Codes.callEndReason(line.integer("call_reason")),
        answeredMs == null ? null : (Long) (line.number("ended_at") - answeredMs));
  }

  private static CallId call(Line line) {
    return CallId.of(line.bytes("call_id"));
  }

  private static MessageId message(Line line) {
    return MessageId.of(line.bytes("message_id"));
  }
}
