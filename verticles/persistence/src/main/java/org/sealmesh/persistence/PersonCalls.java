package org.sealmesh.persistence;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.persistence.LobbyCommand.Verdict;
import org.sealmesh.origin.persistence.PersonCommand.PersonPage;
import org.sealmesh.origin.persistence.PersonCommand.ReadPerson;
import org.sealmesh.origin.privacy.Entry;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;

/// The calls of a person.
final class PersonCalls {
  /// Each half by an index of its own: the calls of all others are not read.
  private static final String CALLS =
      "SELECT c.id, c.media, c.caller_id, c.opened_at, c.answered_at, c.ended_at, c.reason,"
          + " t.title, p.party_id, p.joined_at, p.left_at FROM (SELECT id AS call_id FROM bm_calls"
          + " WHERE caller_id = ? AND id > ? UNION SELECT call_id FROM bm_call_participants"
          + " WHERE user_id = ? AND call_id > ?) k JOIN bm_calls c ON c.id = k.call_id"
          + " LEFT JOIN bm_conversations t ON t.id = c.conversation_id"
          + " LEFT JOIN bm_call_participants p ON p.call_id = c.id AND p.user_id = ?"
          + " WHERE c.opened_at <= ? ORDER BY c.id LIMIT ?";

  static PersonPage calls(Session session, ReadPerson asked) {
    byte[] after = EntryBuilder.after(asked);
    List<Line> lines =
        session.lines(
            CALLS,
            asked.user(),
            after,
            asked.user(),
            after,
            asked.user(),
            asked.asOf(),
            asked.limit() + 1);
    Map<CallId, String> parties = parties(session, asked);
    return EntryBuilder.page(asked, lines, "id", line -> call(asked, line, parties));
  }

  /// Her parties that are in a call now: a handful.
  private static Map<CallId, String> parties(Session session, ReadPerson asked) {
    Map<CallId, String> parties = new HashMap<>();
    for (Line line :
        session.lines(
            "SELECT call_id, party_id, joined_at, heard_at FROM bm_call_parties WHERE user_id = ?"
                + " ORDER BY call_id, party_id",
            asked.user())) {
      String told =
          "%s, since %s, last heard at %s"
              .formatted(
                  PartyId.of(line.bytes("party_id")).text(),
                  line.instant("joined_at"),
                  line.instant("heard_at"));
      parties.merge(CallId.of(line.bytes("call_id")), told, (a, b) -> a + "; " + b);
    }
    return parties;
  }

  private static Entry call(ReadPerson asked, Line line, Map<CallId, String> parties) {
    CallId id = CallId.of(line.bytes("id"));
    Long reason = line.numberOrNull("reason");
    boolean began = line.user("caller_id").equals(asked.user());
    return new EntryBuilder()
        .with("Kind", lower(Codes.callMedia(line.integer("media"))))
        .with("Conversation", line.textOrNull("title"))
        .with("Begun by", began ? "this person" : "somebody else")
        .with("Begun at", line.instant("opened_at"))
        .with("Answered at", line.instantOrNull("answered_at"))
        .with("Joined at", line.instantOrNull("joined_at"))
        .with("Left at", line.instantOrNull("left_at"))
        .with("Ended at", line.instantOrNull("ended_at"))
        .with(
            "Ended as", reason == null ? null : lower(Codes.callEndReason(Math.toIntExact(reason))))
        .with("By the browser tab", party(line))
        .with("In it now", parties.get(id))
        .as(asked, id.text());
  }

  private static @Nullable String party(Line line) {
    PartyId party = line.idOrNull("party_id", PartyId::of);
    return party == null ? null : party.text();
  }

  static PersonPage admissions(Session session, ReadPerson asked) {
    return EntryBuilder.keyed(
        session,
        asked,
        "SELECT call_id, since_at, asked_at, verdict FROM bm_call_admissions"
            + " WHERE user_id = ? AND call_id > ? AND since_at <= ?",
        "call_id",
        line -> {
          Long verdict = line.numberOrNull("verdict");
          return new EntryBuilder()
              .with("Waited since", line.instant("since_at"))
              .with("Last asked at", line.instant("asked_at"))
              .with("Answer", verdict == null ? "none yet" : told(verdict))
              .as(asked, CallId.of(line.bytes("call_id")).text());
        });
  }

  private static String told(long verdict) {
    Verdict given = Codes.verdict(Math.toIntExact(verdict));
    return switch (given) {
      case ADMITTED -> "let in";
      case TURNED_AWAY -> "turned away";
    };
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private PersonCalls() {}
}
