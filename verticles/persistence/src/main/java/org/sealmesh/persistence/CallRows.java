package org.sealmesh.persistence;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealmesh.mesh.call.CallId;
import org.sealmesh.mesh.call.PartyId;
import org.sealmesh.origin.ConversationId;
import org.sealmesh.origin.UserId;
import org.sealmesh.origin.persistence.Change;
import org.sealmesh.persistence.ledger.CallStanding;
import org.sealmesh.persistence.ledger.CallStanding.Ending;
import org.sealmesh.persistence.ledger.Entries;
import org.sealmesh.persistence.ledger.GroupCall;
import org.sealmesh.persistence.ledger.PairCall;
import org.sealmesh.persistence.ledger.PairCall.Seat;
import org.sealmesh.persistence.ledger.Standing;
import org.sealmesh.persistence.ledger.Work;
import org.sealmesh.persistence.sql.Line;
import org.sealmesh.persistence.sql.Session;
import org.sealmesh.persistence.sql.Values;

/// The rows of calls, for whoever has locked their conversation.
final class CallRows {
  /// When somebody came in first never changes.
  private static final String PARTICIPANTS =
      "INSERT INTO bm_call_participants (call_id, user_id, party_id, joined_at, left_at)"
          + " VALUES (?, ?, ?, ?, ?)"
          + " ON DUPLICATE KEY UPDATE party_id = VALUES(party_id), left_at = VALUES(left_at)";

  /// The calls that the works are about: the open one, if another is to be opened or a member goes,
  /// and those that something is said of.
  static Map<CallId, CallStanding> asked(Session session, Standing standing, List<Work> works) {
    Set<CallId> asked = new LinkedHashSet<>();
    Set<UserId> speakers = new LinkedHashSet<>();
    CallId open = standing.openCall();
    for (Work work : works) {
      switch (work) {
        case Work.Wish wish -> {
          if (open != null && concernsOpenCall(wish.append().change())) {
            asked.add(open);
          }
        }
        case Work.Confirmation said -> {
          asked.add(said.confirm().call());
          speakers.add(said.confirm().user());
        }
        case Work.Expiry expiry -> asked.add(expiry.call());
      }
    }
    Map<CallId, CallStanding> calls = new HashMap<>();
    for (CallId id : asked) {
      read(session, standing, id, speakers).ifPresent(call -> calls.put(id, call));
    }
    return calls;
  }

  private static boolean concernsOpenCall(Change change) {
    return change instanceof Change.OpenCall
        || change instanceof Change.RemoveMember
        || change instanceof Change.ErasePerson;
  }

  /// The call, if it is one of this conversation.
  private static Optional<CallStanding> read(
      Session session, Standing in, CallId id, Set<UserId> speakers) {
    return session
        .line(
            "SELECT media, caller_id, opened_at, answered_at, heard_at, due_at, ended_at, reason,"
                + " settled_by FROM bm_calls WHERE id = ? AND conversation_id = ?",
            id,
            in.id())
        .map(line ->
            switch (in.kind()) {
              case DIRECT -> pair(line, id, seats(session, id));
              case GROUP, ROOM -> group(line, id, GuestRows.read(session, id, speakers));
            });
  }

  private static PairCall pair(Line line, CallId id, List<Seat> seats) {
    return new PairCall(
        id,
        Codes.callMedia(line.integer("media")),
        line.user("caller_id"),
        line.instant("opened_at"),
        line.instantOrNull("answered_at"),
        line.instant("heard_at"),
        line.instantOrNull("due_at"),
        ending(line),
        seats);
  }

  private static GroupCall group(Line line, CallId id, List<GroupCall.Guest> guests) {
    return new GroupCall(
        id,
        Codes.callMedia(line.integer("media")),
        line.user("caller_id"),
        line.instant("opened_at"),
        line.instantOrNull("answered_at"),
        line.instant("heard_at"),
        line.instantOrNull("due_at"),
        ending(line),
        guests);
  }

  private static @Nullable Ending ending(Line line) {
    Instant at = line.instantOrNull("ended_at");
    return at == null
        ? null
        : new Ending(
            at,
            Codes.callEndReason(line.integer("reason")),
            Codes.settledBy(line.integer("settled_by")));
  }

  private static List<Seat> seats(Session session, CallId id) {
    return session
        .lines(
            "SELECT user_id, party_id, joined_at FROM bm_call_participants WHERE call_id = ?"
                + " ORDER BY joined_at, user_id",
            id)
        .stream()
        .map(line ->
            new Seat(
                line.user("user_id"),
                line.idOrNull("party_id", PartyId::of),
                line.instant("joined_at")))
        .toList();
  }

  static void write(Session session, ConversationId conversation, Entries entries) {
    session.writeAll(
        "INSERT INTO bm_calls (id, conversation_id, media, caller_id, opened_at, answered_at,"
            + " heard_at, due_at, ended_at, reason, settled_by)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entries.callsOpened().stream().map(call -> inserted(conversation, call)).toList());
    session.writeAll(
        "UPDATE bm_calls SET answered_at = ?, heard_at = ?, due_at = ?, ended_at = ?, reason = ?,"
            + " settled_by = ? WHERE id = ?",
        entries.callsChanged().stream().map(CallRows::updated).toList());
    GuestRows.write(session, entries);
    session.writeAll(
        PARTICIPANTS,
        Stream.concat(entries.callsOpened().stream(), entries.callsChanged().stream())
            .flatMap(call -> seated(call, entries.before(call.id())))
            .toList());
  }

  private static Values inserted(ConversationId conversation, CallStanding call) {
    Ending ending = call.ending();
    return Values.of(
        call.id(),
        conversation,
        Codes.of(call.media()),
        call.caller(),
        call.openedAt(),
        call.answeredAt(),
        call.heardAt(),
        call.dueAt(),
        ending == null ? null : ending.at(),
        ending == null ? null : Codes.of(ending.reason()),
        ending == null ? null : Codes.of(ending.settledBy()));
  }

  private static Values updated(CallStanding call) {
    Ending ending = call.ending();
    return Values.of(
        call.answeredAt(),
        call.heardAt(),
        call.dueAt(),
        ending == null ? null : ending.at(),
        ending == null ? null : Codes.of(ending.reason()),
        ending == null ? null : Codes.of(ending.settledBy()),
        call.id());
  }

  private static Stream<Values> seated(CallStanding call, @Nullable CallStanding before) {
    return switch (call) {
      case PairCall pair -> seated(pair);
      case GroupCall group -> GuestRows.participants(group, before);
    };
  }

  /// Of two, nobody leaves before the call is over.
  private static Stream<Values> seated(PairCall call) {
    Ending ending = call.ending();
    return call.seats().stream()
        .map(seat ->
            Values.of(
                call.id(),
                seat.user(),
                seat.party(),
                seat.joinedAt(),
                ending == null ? null : ending.at()));
  }

  private CallRows() {}
}
